"""Tools of the developers: what they write is part of the repository, they are not part of the package."""
