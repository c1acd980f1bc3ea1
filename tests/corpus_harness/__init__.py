"""Runs every corpus program before its migration under Keras 2 and after it under Keras 3.

The numbers that a program prints are compared between the two. What would make the same program print
different numbers for a reason that is no part of a migration (random initial weights, shuffling) is pinned
on both sides, and each result says what was pinned.
"""
