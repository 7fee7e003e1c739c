package io.centrifuge.cli;

import io.centrifuge.LeaseTiming;
import io.centrifuge.ServiceName;
import io.centrifuge.core.manager.ManagerConfig;
import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.security.ServerSecurity;
import io.centrifuge.store.ratis.RatisStoreConfig;

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
 * A process's effective configuration: defaults, then the file, then the flags. Immutable, checked
 * at construction.
 *
 * @param all each key once: the role's in the order of the help, then the services' own
 */
record Settings(List<Setting> all, RatisStoreConfig store, ManagerOptions options) {
    /** The id of a member that is in no group with others. */
    static final String NO_MEMBER = "none";

    /** The address for clients that isn't given. */
    static final String WHERE_IT_LISTENS = "host:port";

    private static final String OFF = "off";
    private static final String NO = "no";
    private static final String YES = "yes";

    private static final Map<String, LeaseTiming> PRESETS = Map.of(
            "standard", LeaseTiming.STANDARD,
            "paper", LeaseTiming.PAPER,
            "fast", LeaseTiming.FAST);

    /** What the process is that is configured. */
    enum Role {
        /** A manager, with a member of the store in it. */
        MANAGER(
                "centrifuge",
                ManagerOptions.DEFAULT_PORT,
                List.of(
                        Setting.DATA,
                        Setting.HOST,
                        Setting.PORT,
                        Setting.ADVERTISE,
                        Setting.FIRST,
                        Setting.MEMBER,
                        Setting.PEER_HOST,
                        Setting.PEER_PORT,
                        Setting.TLS_KEY,
                        Setting.TLS_CERTIFICATE,
                        Setting.TLS_TRUST,
                        Setting.POLICY,
                        Setting.INSECURE,
                        Setting.TERMS,
                        Setting.VIRTUAL_NODES,
                        Setting.METRICS_PORT)),
        /** A member of the store in a process of its own. */
        STORE(
                "centrifuge-store",
                ManagerOptions.DEFAULT_PORT + 100,
                List.of(
                        Setting.DATA,
                        Setting.HOST,
                        Setting.PORT,
                        Setting.MEMBER,
                        Setting.PEER_HOST,
                        Setting.PEER_PORT,
                        Setting.TLS_KEY,
                        Setting.TLS_CERTIFICATE,
                        Setting.TLS_TRUST,
                        Setting.POLICY,
                        Setting.INSECURE));

        private final String folder;
        private final int port;

        @SuppressWarnings("ImmutableEnumChecker") // a list of List.of
        private final List<String> keys;

        Role(String folder, int port, List<String> keys) {
            this.folder = folder;
            this.port = port;
            this.keys = keys;
        }

        List<String> keys() {
            return keys;
        }

        /** What holds where nothing is said. */
        List<Setting> defaults(ProcessContext context) {
            Map<String, String> values = Map.ofEntries(
                    Map.entry(Setting.DATA, defaultData(context, folder).toString()),
                    Map.entry(Setting.HOST, ManagerOptions.DEFAULT.host()),
                    Map.entry(Setting.PORT, Integer.toString(port)),
                    Map.entry(Setting.ADVERTISE, WHERE_IT_LISTENS),
                    Map.entry(Setting.FIRST, NO),
                    Map.entry(Setting.MEMBER, NO_MEMBER),
                    Map.entry(Setting.PEER_HOST, ManagerOptions.DEFAULT.host()),
                    Map.entry(Setting.PEER_PORT, Integer.toString(port + 1)),
                    Map.entry(Setting.INSECURE, NO),
                    Map.entry(Setting.TERMS, "standard"),
                    Map.entry(
                            Setting.VIRTUAL_NODES,
                            Integer.toString(ManagerConfig.DEFAULT_VIRTUAL_NODES)),
                    Map.entry(Setting.METRICS_PORT, OFF));
            return keys.stream()
                    .map(key -> new Setting(
                            key,
                            SecuritySettings.isFile(key)
                                    ? SecuritySettings.NONE
                                    : Objects.requireNonNull(values.get(key)),
                            Setting.Origin.DEFAULT))
                    .toList();
        }
    }

    Settings {
        all = List.copyOf(all);
    }

    /**
     * Of these layers, later ones winning.
     *
     * @throws IllegalArgumentException names the value, where it was given, and the remedy
     */
    static Settings of(Role role, List<Setting> layers) {
        Map<String, Setting> effective = new TreeMap<>();
        layers.forEach(setting -> effective.put(setting.key(), setting));
        List<Setting> all = new ArrayList<>();
        for (String key : role.keys()) {
            all.add(Objects.requireNonNull(effective.get(key), key));
        }
        effective.forEach((key, setting) -> {
            if (!role.keys().contains(key)) {
                all.add(setting);
            }
        });
        ServerSecurity security = SecuritySettings.of(effective);
        return new Settings(all, store(role, effective, security), options(effective, security));
    }

    /** The folder of the store. */
    Path data() {
        return store.folder();
    }

    /** Whether the store is a member of a group that others put together. */
    boolean isInGroup() {
        return !store.alone();
    }

    /** The preset of a lease's timing that has this name. */
    static LeaseTiming preset(String name) {
        LeaseTiming preset = PRESETS.get(name);
        if (preset == null) {
            throw new IllegalArgumentException(
                    "no terms are named \"%s\": standard, paper and fast are".formatted(name));
        }
        return preset;
    }

    /**
     * The same wherever the command is started: a manager that began a new store because it was
     * started in another folder would give out lease numbers a second time.
     */
    static Path defaultData(ProcessContext context, String name) {
        String state = context.environment().getOrDefault("XDG_STATE_HOME", "");
        Path folder = state.isEmpty() || !Path.of(state).isAbsolute()
                ? context.home().resolve(".local").resolve("state")
                : Path.of(state);
        return folder.resolve(name).toAbsolutePath();
    }

    private static Setting get(Map<String, Setting> effective, String key) {
        return Objects.requireNonNull(effective.get(key), key);
    }

    private static RatisStoreConfig store(
            Role role, Map<String, Setting> effective, ServerSecurity security) {
        Path data = data(get(effective, Setting.DATA));
        Setting member = get(effective, Setting.MEMBER);
        Setting host = get(effective, Setting.PEER_HOST);
        int port = number(get(effective, Setting.PEER_PORT), 1, 65_535, "7401");
        if (member.value().equals(NO_MEMBER)) {
            if (role == Role.STORE) {
                throw member.wrong("a store's process needs an id in its group: write one, such as"
                        + " --member s1");
            }
            RatisStoreConfig alone = RatisStoreConfig.single(data).withSecurity(security);
            return isFirst(effective) ? alone.grantingAtOnce() : alone;
        }
        if (isFirst(effective)) {
            throw get(effective, Setting.FIRST)
                    .wrong(("member %s begins no store: say it to \"centrifuge store create\""
                                    + " where the group is new; if this member has lost its disk,"
                                    + " start it without, and put it into its group again by"
                                    + " \"centrifuge store replace %s HOST:PORT\", or by"
                                    + " \"centrifuge store add HOST:PORT\" if it was removed")
                            .formatted(member.value(), member.value()));
        }
        if (ManagerOptions.isEveryAddress(host(host))) {
            throw host.wrong(
                    ("\"%s\" stands for all addresses of a host, and other members reach none by"
                                    + " that: write the name or address by which they do, such as"
                                    + " 10.0.0.5")
                            .formatted(host.value()));
        }
        if (!security.transport().fits(host(host))) {
            throw SecuritySettings.openWithoutTls(host);
        }
        try {
            return RatisStoreConfig.member(
                    data, new StoreMember(member.value(), host(host), port, true), security);
        } catch (IllegalArgumentException malformed) {
            throw member.wrong(String.valueOf(malformed.getMessage()));
        }
    }

    private static boolean isFirst(Map<String, Setting> effective) {
        Setting first = effective.get(Setting.FIRST);
        if (first == null || first.value().equals(NO)) {
            return false;
        }
        if (!first.value().equals(YES)) {
            throw first.wrong("\"%s\" is neither yes nor no".formatted(first.value()));
        }
        return true;
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

    private static ManagerOptions options(Map<String, Setting> effective, ServerSecurity security) {
        Setting host = get(effective, Setting.HOST);
        if (!security.transport().fits(host(host))) {
            throw SecuritySettings.openWithoutTls(host);
        }
        ManagerOptions options = ManagerOptions.DEFAULT
                .withSecurity(security)
                .withHost(host(host))
                .withPort(number(
                        get(effective, Setting.PORT), 0, 65_535, "7400, or 0 for any free port"));
        Setting advertised = effective.get(Setting.ADVERTISE);
        if (advertised != null && !advertised.value().equals(WHERE_IT_LISTENS)) {
            options = advertising(options, advertised);
        }
        Setting timing = effective.get(Setting.TERMS);
        Setting nodes = effective.get(Setting.VIRTUAL_NODES);
        if (timing == null || nodes == null) {
            return options;
        }
        Map<ServiceName, Integer> ofServices = new TreeMap<>();
        effective.forEach((key, setting) -> {
            if (key.startsWith(Setting.VIRTUAL_NODES_OF)) {
                ofServices.put(service(setting), virtualNodes(setting));
            }
        });
        return new ManagerOptions(
                options.host(),
                options.port(),
                options.advertised(),
                timing(timing),
                options.leader(),
                virtualNodes(nodes),
                ofServices,
                options.joinWait(),
                metricsPort(get(effective, Setting.METRICS_PORT)),
                security);
    }

    private static ManagerOptions advertising(ManagerOptions options, Setting setting) {
        try {
            return options.withAdvertised(ManagerAddress.parse(setting.value()));
        } catch (IllegalArgumentException malformed) {
            throw setting.wrong(String.valueOf(malformed.getMessage()));
        }
    }

    private static OptionalInt metricsPort(Setting setting) {
        return setting.value().equals(OFF)
                ? OptionalInt.empty()
                : OptionalInt.of(
                        number(setting, 0, 65_535, "9464, 0 for any free port, or " + OFF));
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

    private static LeaseTiming timing(Setting setting) {
        LeaseTiming preset = PRESETS.get(setting.value());
        return preset != null ? preset : ownTiming(setting);
    }

    /** The owner's duration alone: the others follow as they do in the standard preset. */
    private static LeaseTiming ownTiming(Setting setting) {
        Duration owner;
        try {
            owner = Durations.parse(setting.value());
        } catch (IllegalArgumentException noDuration) {
            String meant = DidYouMean.suggest(setting.value(), PRESETS.keySet())
                    .map(nearest -> "did you mean \"" + nearest + "\"? ")
                    .orElse("");
            throw setting.wrong("there are no terms \"%s\": %swrite standard, paper, fast, or the"
                            .formatted(setting.value(), meant)
                    + " owner's duration, such as 20s");
        }
        double rateBound = LeaseTiming.STANDARD.rateBound();
        try {
            long nanos = owner.toNanos();
            return new LeaseTiming(
                    owner,
                    Duration.ofNanos((long) Math.ceil(nanos * rateBound)),
                    owner.dividedBy(4),
                    rateBound);
        } catch (IllegalArgumentException | ArithmeticException outOfRange) {
            throw setting.wrong(
                    "the owner's duration \"%s\" is too short or too long: write one from 1s"
                                    .formatted(setting.value())
                            + " to 20h");
        }
    }
}
