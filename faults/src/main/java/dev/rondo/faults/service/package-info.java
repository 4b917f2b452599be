/** Services with the contracts of the real ones, and everything nasty that these allow. */
@org.jspecify.annotations.NullMarked
package dev.rondo.faults.service;
