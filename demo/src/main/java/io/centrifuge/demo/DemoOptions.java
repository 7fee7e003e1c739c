package io.centrifuge.demo;

import java.util.List;

/**
 * What the demo is told. Immutable, checked at construction.
 *
 * @param devices ids, each once; see {@link DeviceList}
 * @param seconds how long the load lasts at least, from the first publication of all
 * @param launcher the main class of the launcher, and its first arguments; {@code manager ...},
 *     {@code store ...} and {@code store create ...} are added. It must be on this process's class
 *     path, listen on loopback, and stop in order on SIGTERM
 * @param managers how many managers, at least 1
 * @param stores in how many processes of its own the store is kept; 0 where the managers keep it
 * @param tls whether everything connects to managers and store by TLS; the launcher then also takes
 *     {@code --tls-key}, {@code --tls-certificate}, {@code --tls-trust} and {@code --policy}
 */
public record DemoOptions(
        List<String> devices,
        int seconds,
        List<String> launcher,
        int managers,
        int stores,
        boolean tls) {
    public static final int DEFAULT_SECONDS = 60;

    /** The faults need it. */
    public static final int FEWEST_SECONDS = 20;

    private static final int MOST_SECONDS = 86_400;
    private static final int MOST_PROCESSES = 9;

    /** The launcher's own. */
    public static final List<String> LAUNCHER = List.of("io.centrifuge.cli.Main");

    public DemoOptions {
        devices = List.copyOf(devices);
        launcher = List.copyOf(launcher);
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("there are no devices: give one at least");
        }
        requireIn("seconds", seconds, FEWEST_SECONDS, MOST_SECONDS);
        requireIn("managers", managers, 1, MOST_PROCESSES);
        requireIn("stores", stores, 0, MOST_PROCESSES);
        if (launcher.isEmpty()) {
            throw new IllegalArgumentException("the launcher is empty: name a main class");
        }
    }

    private static void requireIn(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "%s must be from %d to %d, but is %d".formatted(what, least, most, value));
        }
    }

    /** How many processes keep the store. */
    int storeMembers() {
        return stores == 0 ? managers : stores;
    }
}
