"""Yingda (应答): a contact centre for operators. Start reading at `yingda.journey`."""
