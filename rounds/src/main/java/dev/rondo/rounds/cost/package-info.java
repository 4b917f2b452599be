/** What Rondo costs on AWS: the requests of a round, and public list prices. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.cost;
