/** A round on record: its plan, its documents, and the ports that carry it. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.state;
