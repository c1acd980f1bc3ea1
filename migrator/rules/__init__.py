"""One module per rule, in packages named by what the user calls the thing. `registry` discovers them."""
