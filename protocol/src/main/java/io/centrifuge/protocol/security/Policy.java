package io.centrifuge.protocol.security;

import io.centrifuge.protocol.runtime.PropertiesFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who may do what: which names in a certificate give which permission. Nobody may do anything that
 * isn't said. Immutable.
 *
 * <p>The file is properties in UTF-8. A key is {@code own.SERVICE}, {@code lookup.SERVICE}, where
 * {@code *} is every service, {@code administer}, {@code store} or {@code metrics}; a value is
 * names, separated by commas, in which {@code *} stands for any characters. Who may administer may
 * also look up in every service, and read metrics.
 *
 * <pre>{@code
 * own.rendezvous    = backend-*.example.com
 * lookup.rendezvous = frontend-*.example.com
 * administer        = ops.example.com
 * store             = manager-*.example.com, store-*.example.com
 * metrics           = prometheus.example.com
 * }</pre>
 */
public final class Policy {
    private static final String OWN = "own.";
    private static final String LOOKUP = "lookup.";
    private static final String ADMINISTER = "administer";
    private static final String STORE = "store";
    private static final String METRICS = "metrics";
    private static final String EVERY = "*";

    private final Map<String, List<Pattern>> namesByKey;

    private Policy(Map<String, List<Pattern>> namesByKey) {
        this.namesByKey = namesByKey;
    }

    /** @throws SecurityFileException names what is wrong in the file, and the remedy */
    static Policy read(Path file) throws SecurityFileException {
        SortedMap<String, String> properties;
        try {
            properties = PropertiesFile.read(file);
        } catch (IOException unreadable) {
            throw SecurityFileException.unreadable(file, "the policy", unreadable);
        } catch (IllegalArgumentException malformed) {
            throw new SecurityFileException(
                    file,
                    "is no policy: " + malformed.getMessage(),
                    "write each key once, such as own.rendezvous = backend-*.example.com",
                    malformed);
        }
        Map<String, List<Pattern>> namesByKey = new TreeMap<>();
        for (Map.Entry<String, String> property : properties.entrySet()) {
            requireKnown(file, property.getKey());
            namesByKey.put(
                    property.getKey(), patterns(file, property.getKey(), property.getValue()));
        }
        return new Policy(namesByKey);
    }

    private static void requireKnown(Path file, String key) throws SecurityFileException {
        boolean ofService = (key.startsWith(OWN) && key.length() > OWN.length())
                || (key.startsWith(LOOKUP) && key.length() > LOOKUP.length());
        if (!ofService && !Set.of(ADMINISTER, STORE, METRICS).contains(key)) {
            throw new SecurityFileException(
                    file,
                    "has the unknown key \"%s\"".formatted(key),
                    "the keys are own.SERVICE, lookup.SERVICE, administer, store and metrics",
                    null);
        }
    }

    private static List<Pattern> patterns(Path file, String key, String names)
            throws SecurityFileException {
        List<Pattern> patterns = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            if (name.isBlank()) {
                throw new SecurityFileException(
                        file,
                        "has an empty name under \"%s\"".formatted(key),
                        "write names separated by single commas, or remove the key",
                        null);
            }
            patterns.add(Pattern.compile(
                    Stream.of(name.strip().split("\\*", -1))
                            .map(Pattern::quote)
                            .collect(Collectors.joining(".*")),
                    Pattern.CASE_INSENSITIVE));
        }
        return patterns;
    }

    /** @param names of one peer; any of them is enough */
    boolean allows(Set<String> names, Permission wanted) {
        return switch (wanted) {
            case Permission.Own own ->
                isUnder(OWN + own.service(), names) || isUnder(OWN + EVERY, names);
            case Permission.Lookup lookup ->
                isUnder(LOOKUP + lookup.service(), names)
                        || isUnder(LOOKUP + EVERY, names)
                        || isUnder(ADMINISTER, names);
            case Permission.Administer administer -> isUnder(ADMINISTER, names);
            case Permission.Store store -> isUnder(STORE, names);
            case Permission.Metrics metrics ->
                isUnder(METRICS, names) || isUnder(ADMINISTER, names);
            case Permission.Connect connect -> true;
        };
    }

    private boolean isUnder(String key, Set<String> names) {
        return namesByKey.getOrDefault(key, List.of()).stream()
                .anyMatch(pattern ->
                        names.stream().anyMatch(name -> pattern.matcher(name).matches()));
    }
}
