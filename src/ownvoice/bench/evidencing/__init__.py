"""The parts of `ownvoice bench evidence`: collections with questions, exact retrievers, learned fusion, the product."""
