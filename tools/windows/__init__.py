"""Makes the folder for Windows (`make dist`): which wheels, put together how, and checked for what Linux can see."""
