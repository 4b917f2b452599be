/** Virtual clients in virtual time: a training on one machine, with the real round inside. */
@org.jspecify.annotations.NullMarked
package dev.rondo.simulation;
