"""A written answer above the quotes, for those who name a language model; every sentence is checked, and none is trusted."""
