package io.centrifuge.cli;

import io.centrifuge.core.manager.ManagerConfig;
import io.centrifuge.core.table.ServiceName;
import io.centrifuge.core.time.LeaderTerms;
import io.centrifuge.core.time.LeaseTerms;
import io.centrifuge.manager.ManagerOptions;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A manager's effective configuration: defaults, then the file, then the flags. Immutable, checked
 * at construction.
 *
 * @param all each key once: the six in the order of the help, then the services' own
 */
record Settings(List<Setting> all, Path data, ManagerOptions options) {
    private static final Map<String, LeaseTerms> PRESETS = Map.of(
            "standard", LeaseTerms.STANDARD,
            "paper", LeaseTerms.PAPER,
            "fast", LeaseTerms.FAST);

    private static final String OFF = "off";

    Settings {
        all = List.copyOf(all);
    }

    /**
     * Of these layers, later ones winning.
     *
     * @throws IllegalArgumentException names the value, where it was given, and the remedy
     */
    static Settings of(List<Setting> layers) {
        Map<String, Setting> effective = new TreeMap<>();
        layers.forEach(setting -> effective.put(setting.key(), setting));
        List<Setting> all = new ArrayList<>();
        for (String key : List.of(
                Setting.DATA,
                Setting.HOST,
                Setting.PORT,
                Setting.TERMS,
                Setting.VIRTUAL_NODES,
                Setting.METRICS_PORT)) {
            all.add(Objects.requireNonNull(effective.remove(key), key));
        }
        all.addAll(effective.values());
        return new Settings(all, data(all.get(0)), options(all));
    }

    /** The preset of lease terms that has this name. */
    static LeaseTerms preset(String name) {
        LeaseTerms preset = PRESETS.get(name);
        if (preset == null) {
            throw new IllegalArgumentException(
                    "no terms are named \"%s\": standard, paper and fast are".formatted(name));
        }
        return preset;
    }

    /** What holds where nothing is said. */
    static List<Setting> defaults(Surroundings surroundings) {
        return List.of(
                byDefault(Setting.DATA, defaultData(surroundings).toString()),
                byDefault(Setting.HOST, ManagerOptions.DEFAULT.host()),
                byDefault(Setting.PORT, Integer.toString(ManagerOptions.DEFAULT_PORT)),
                byDefault(Setting.TERMS, "standard"),
                byDefault(
                        Setting.VIRTUAL_NODES,
                        Integer.toString(ManagerConfig.DEFAULT_VIRTUAL_NODES)),
                byDefault(Setting.METRICS_PORT, OFF));
    }

    /**
     * The same wherever the command is started: a manager that began a new store because it was
     * started in another folder would give out lease numbers a second time.
     */
    private static Path defaultData(Surroundings surroundings) {
        String state = surroundings.environment().getOrDefault("XDG_STATE_HOME", "");
        Path folder = state.isEmpty() || !Path.of(state).isAbsolute()
                ? surroundings.home().resolve(".local").resolve("state")
                : Path.of(state);
        return folder.resolve("centrifuge").toAbsolutePath();
    }

    private static Setting byDefault(String key, String value) {
        return new Setting(key, value, Setting.Origin.DEFAULT);
    }

    private static Path data(Setting setting) {
        if (setting.value().isBlank()) {
            throw setting.wrong("the data folder is empty: name a folder");
        }
        try {
            return Path.of(setting.value()).toAbsolutePath().normalize();
        } catch (InvalidPathException malformed) {
            throw setting.wrong("\"%s\" can't be a folder's name here (%s): name another"
                    .formatted(setting.value(), malformed.getReason()));
        }
    }

    private static ManagerOptions options(List<Setting> all) {
        ManagerOptions options = new ManagerOptions(
                host(all.get(1)),
                number(all.get(2), 0, 65_535, "7400, or 0 for any free port"),
                terms(all.get(3)),
                LeaderTerms.STANDARD,
                virtualNodes(all.get(4)),
                Map.of(),
                metricsPort(all.get(5)));
        Map<ServiceName, Integer> ofServices = new TreeMap<>();
        for (Setting setting : all.subList(6, all.size())) {
            ofServices.put(service(setting), virtualNodes(setting));
        }
        return new ManagerOptions(
                options.host(),
                options.port(),
                options.lease(),
                options.leader(),
                options.virtualNodes(),
                ofServices,
                options.metricsPort());
    }

    private static String host(Setting setting) {
        if (setting.value().isEmpty()
                || setting.value().chars().anyMatch(Character::isWhitespace)) {
            throw setting.wrong(
                    "\"%s\" is no address: write one of this host's, such as 127.0.0.1, or"
                                    .formatted(setting.value())
                            + " 0.0.0.0 for all of them");
        }
        return setting.value();
    }

    private static OptionalInt metricsPort(Setting setting) {
        return setting.value().equals(OFF)
                ? OptionalInt.empty()
                : OptionalInt.of(
                        number(setting, 0, 65_535, "9464, 0 for any free port, or " + OFF));
    }

    private static int virtualNodes(Setting setting) {
        return number(setting, 1, ManagerConfig.MOST_VIRTUAL_NODES, "64");
    }

    private static int number(Setting setting, int least, int most, String example) {
        try {
            int number = Integer.parseInt(setting.value());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException malformed) {
            throw notIn(setting, least, most, example);
        }
        throw notIn(setting, least, most, example);
    }

    private static IllegalArgumentException notIn(
            Setting setting, int least, int most, String example) {
        return setting.wrong("\"%s\" is not a number from %d to %d: write one, such as %s"
                .formatted(setting.value(), least, most, example));
    }

    private static ServiceName service(Setting setting) {
        try {
            return new ServiceName(setting.key().substring(Setting.VIRTUAL_NODES_OF.length()));
        } catch (IllegalArgumentException malformed) {
            throw setting.wrong(String.valueOf(malformed.getMessage()));
        }
    }

    private static LeaseTerms terms(Setting setting) {
        LeaseTerms preset = PRESETS.get(setting.value());
        return preset != null ? preset : ownTerms(setting);
    }

    /** The owner's term alone: the others follow as they do in the standard preset. */
    private static LeaseTerms ownTerms(Setting setting) {
        Duration owner;
        try {
            owner = Durations.parse(setting.value());
        } catch (IllegalArgumentException noDuration) {
            String meant = Nearest.to(setting.value(), PRESETS.keySet())
                    .map(nearest -> "did you mean \"" + nearest + "\"? ")
                    .orElse("");
            throw setting.wrong("there are no terms \"%s\": %swrite standard, paper, fast, or the"
                            .formatted(setting.value(), meant)
                    + " owner's term, such as 20s");
        }
        double rateBound = LeaseTerms.STANDARD.rateBound();
        try {
            long nanos = owner.toNanos();
            return new LeaseTerms(
                    owner,
                    Duration.ofNanos((long) Math.ceil(nanos * rateBound)),
                    owner.dividedBy(4),
                    rateBound);
        } catch (IllegalArgumentException | ArithmeticException outOfRange) {
            throw setting.wrong(
                    "the owner's term \"%s\" is too short or too long: write one from 1s"
                                    .formatted(setting.value())
                            + " to 20h");
        }
    }
}
