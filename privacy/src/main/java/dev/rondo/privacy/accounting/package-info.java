/** What differential privacy costs: how much noise gives which (epsilon, delta). */
@org.jspecify.annotations.NullMarked
package dev.rondo.privacy.accounting;
