"""From bytes nobody trusts to a Book: sniff, gate, a child process with calamine and our own scan for facts."""
