package io.centrifuge.cli;

import io.centrifuge.protocol.runtime.PropertiesFile;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** A process's configuration file: properties in UTF-8. Stateless. */
final class SettingsFile {
    private SettingsFile() {}

    /**
     * What the file says.
     *
     * @param role whose file it is
     * @throws IllegalArgumentException names the file, what is wrong in it, and the remedy
     */
    static List<Setting> read(Path file, Settings.Role role) {
        SortedMap<String, String> properties;
        try {
            properties = PropertiesFile.read(file);
        } catch (NoSuchFileException absent) {
            throw new IllegalArgumentException("the configuration file " + file
                    + " doesn't exist: create it, or name another");
        } catch (CharacterCodingException otherCharset) {
            throw new IllegalArgumentException(
                    "the configuration file " + file + " isn't UTF-8: save it as UTF-8");
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("the configuration file %s can't be read (%s)"
                    .formatted(file, unreadable.getMessage()));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "the configuration file %s: %s".formatted(file, malformed.getMessage()));
        }
        List<Setting> settings = new ArrayList<>();
        properties.forEach((key, value) -> {
            requireKnown(key, file, role);
            settings.add(new Setting(
                    key, resolved(key, value.strip(), file), Setting.Origin.file(file.toString())));
        });
        return settings;
    }

    private static void requireKnown(String key, Path file, Settings.Role role) {
        if (role.keys().contains(key)
                || (role == Settings.Role.MANAGER && key.startsWith(Setting.VIRTUAL_NODES_OF))) {
            return;
        }
        String meant = DidYouMean.suggest(key, role.keys())
                .map(nearest -> "did you mean \"" + nearest + "\"? ")
                .orElse("");
        throw new IllegalArgumentException(
                "the configuration file %s has the unknown key \"%s\": %sthe keys are %s%s"
                        .formatted(
                                file,
                                key,
                                meant,
                                String.join(", ", role.keys()),
                                role == Settings.Role.MANAGER
                                        ? ", " + Setting.VIRTUAL_NODES_OF + "SERVICE"
                                        : ""));
    }

    /** Paths begin where this file is, so that it means the same to everybody. */
    private static String resolved(String key, String value, Path file) {
        boolean isPath = key.equals(Setting.DATA)
                || (SecuritySettings.isFile(key) && !value.equals(SecuritySettings.NONE));
        return isPath && !value.isEmpty()
                ? file.toAbsolutePath().resolveSibling(value).normalize().toString()
                : value;
    }
}
