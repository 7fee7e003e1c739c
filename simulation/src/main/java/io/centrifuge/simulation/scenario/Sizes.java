package io.centrifuge.simulation.scenario;

/**
 * How many processes there are at the start.
 *
 * @param owners in each service
 * @param lookups in each service
 * @param virtualNodes of each owner
 * @param names how many names the owners of a service take turns with
 */
public record Sizes(
        int services, int owners, int managers, int lookups, int virtualNodes, int names) {
    public Sizes {
        require("services", services);
        require("owners", owners);
        require("managers", managers);
        require("lookups", lookups);
        require("virtual nodes", virtualNodes);
        require("names", names);
    }

    private static void require(String what, int count) {
        if (count < 1 || count > 10_000) {
            throw new IllegalArgumentException(
                    "%s must be from 1 to 10,000, but are %d".formatted(what, count));
        }
    }
}
