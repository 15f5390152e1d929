"""Tests of ``urbansec fmt``: no triple and no comment is lost, and a second run changes nothing."""
