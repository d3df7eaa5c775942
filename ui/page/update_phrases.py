"""What the page says of an update that did not end as people expect.

What enters: nothing. What leaves: sentences. It deliberately decides nothing.
"""

UPDATE_ABANDONED = "The program is being stopped; the index is as it was before. Update the index when it runs again."
