package io.centrifuge.store.ratis;

import io.centrifuge.protocol.admin.StoreMember;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;

/**
 * What a data folder is: whose, and of which group. Written when the store is created and never
 * changed. Immutable.
 *
 * @param founders the members with which the group began, so that a member that restarts before it
 *     has heard of any commit knows whom to ask; empty where the group existed before this member
 */
record StoreMarker(UUID cluster, StoreMember self, List<StoreMember> founders) {
    /**
     * The highest version of the folder's layout that this release knows, and the one it creates.
     * Version 1 was that of groups of one.
     */
    static final int FORMAT = 2;

    /** A release can't read the folder of a later one. */
    static final class NewerFormatException extends IOException {
        private static final long serialVersionUID = 1L;

        NewerFormatException(int format) {
            super("it has format %d and this release knows formats up to %d"
                    .formatted(format, FORMAT));
        }
    }

    StoreMarker {
        founders = List.copyOf(founders);
    }

    /** Whether nobody else was ever meant to reach this member, so that its address may change. */
    boolean isAlone() {
        return founders.size() == 1;
    }

    byte[] encode() {
        StringBuilder text = new StringBuilder()
                .append("format=%d%ncluster=%s%n".formatted(FORMAT, cluster))
                .append("member=%s%nplace=%s%n".formatted(self.id(), encode(self)));
        for (int i = 0; i < founders.size(); i++) {
            text.append("founder.%d=%s%n".formatted(i, encode(founders.get(i))));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String encode(StoreMember member) {
        return "%s %s %d %s".formatted(member.id(), member.host(), member.port(), member.votes());
    }

    /**
     * Reads it.
     *
     * @throws NewerFormatException if a later release wrote it
     * @throws IOException if it can't be read or is damaged
     */
    static StoreMarker read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = new StringReader(Files.readString(file))) {
            properties.load(reader);
            int format = Integer.parseInt(properties.getProperty("format", ""));
            if (format > FORMAT) {
                throw new NewerFormatException(format);
            }
            UUID cluster = UUID.fromString(properties.getProperty("cluster", ""));
            if (format == 1) {
                StoreMember self =
                        new StoreMember(properties.getProperty("member", ""), "127.0.0.1", 0, true);
                return new StoreMarker(cluster, self, List.of(self));
            }
            List<StoreMember> founders = new ArrayList<>();
            for (String at = founder(properties, 0);
                    !at.isEmpty();
                    at = founder(properties, founders.size())) {
                founders.add(decode(at));
            }
            return new StoreMarker(cluster, decode(properties.getProperty("place", "")), founders);
        } catch (IllegalArgumentException malformed) {
            throw new IOException(malformed);
        }
    }

    private static String founder(Properties properties, int number) {
        return properties.getProperty("founder." + number, "");
    }

    private static StoreMember decode(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("\"%s\" is no member".formatted(text));
        }
        return new StoreMember(
                parts[0], parts[1], Integer.parseInt(parts[2]), Boolean.parseBoolean(parts[3]));
    }
}
