package io.centrifuge.examples.demo;

import java.util.List;

/**
 * What the demo is told. Immutable, checked at construction.
 *
 * @param devices ids, each once; see {@link DeviceList}
 * @param seconds how long the load lasts at least, from the first publication of all
 * @param managerCommand the manager's main class and its first arguments, which must choose the
 *     terms {@code fast}; {@code --data FOLDER --port N} is added. Its main class must be on this
 *     process's class path, listen on loopback, and stop in order on SIGTERM
 */
public record DemoOptions(List<String> devices, int seconds, List<String> managerCommand) {
    public static final int DEFAULT_SECONDS = 60;

    /** The four faults need it. */
    public static final int FEWEST_SECONDS = 20;

    private static final int MOST_SECONDS = 86_400;

    /** The launcher's own. */
    public static final List<String> LAUNCHER =
            List.of("io.centrifuge.cli.Main", "manager", "--terms", "fast");

    public DemoOptions {
        devices = List.copyOf(devices);
        managerCommand = List.copyOf(managerCommand);
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("there are no devices: give one at least");
        }
        if (seconds < FEWEST_SECONDS || seconds > MOST_SECONDS) {
            throw new IllegalArgumentException("seconds must be from %d to %d, but is %d"
                    .formatted(FEWEST_SECONDS, MOST_SECONDS, seconds));
        }
        if (managerCommand.isEmpty()) {
            throw new IllegalArgumentException("the manager's command is empty: name a main class");
        }
    }

    /** With the launcher's manager. */
    public static DemoOptions of(List<String> devices, int seconds) {
        return new DemoOptions(devices, seconds, LAUNCHER);
    }
}
