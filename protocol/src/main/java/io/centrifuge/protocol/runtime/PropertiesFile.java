package io.centrifuge.protocol.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Files of settings: properties in UTF-8, in which a key is given once. Stateless. */
public final class PropertiesFile {
    private PropertiesFile() {}

    /**
     * What the file says, by key. Blocks while it reads.
     *
     * @throws IOException if the file can't be read, or isn't UTF-8
     * @throws IllegalArgumentException if a key is given twice, or an escape is malformed
     */
    public static SortedMap<String, String> read(Path file) throws IOException {
        Unrepeated properties = new Unrepeated();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        SortedMap<String, String> values = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            values.put(key, properties.getProperty(key));
        }
        return values;
    }

    /** Refuses what Properties would take in silence: the last of several values for one key. */
    private static final class Unrepeated extends Properties {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized @Nullable Object put(Object key, Object value) {
            if (containsKey(key)) {
                throw new IllegalArgumentException(
                        "the key \"" + key + "\" is given twice: give it once");
            }
            return super.put(key, value);
        }
    }
}
