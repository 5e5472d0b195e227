"""Makes the manual (`make manual`): runs the commands of its pages, fills in what they say, takes the pictures."""
