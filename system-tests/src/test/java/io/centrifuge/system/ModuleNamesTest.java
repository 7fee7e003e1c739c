package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every module has a name of its own for the module path, {@code module.name} in its pom, and no
 * package is in two: users can then put our jars on it. The launcher's test looks into the jars.
 */
class ModuleNamesTest {
    private static final Path ROOT = Path.of("..");

    private static List<String> matches(String regex, Path file) throws IOException {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(regex).matcher(Files.readString(file));
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static Path sources(String module) {
        return ROOT.resolve(module).resolve("src/main/java");
    }

    private static Set<String> packages(String module) throws IOException {
        Path sources = sources(module);
        try (Stream<Path> files = Files.walk(sources)) {
            return new TreeSet<>(files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> sources.relativize(file).getParent().toString().replace('/', '.'))
                    .toList());
        }
    }

    private static boolean isBelow(String name, String aPackage) {
        return (aPackage + ".").startsWith(name + ".");
    }

    private static boolean isCoresPublicOne(String module, String aPackage) {
        return module.equals("core") && aPackage.equals("io.centrifuge");
    }

    @Test
    void everyModuleHasANameAndPackagesOfItsOwn() throws IOException {
        Map<String, String> modulesByName = new HashMap<>();
        Map<String, String> modulesByPackage = new HashMap<>();
        for (String module : matches("<module>(.*?)</module>", ROOT.resolve("pom.xml"))) {
            if (!Files.isDirectory(sources(module))) {
                continue;
            }
            List<String> names = matches(
                    "<module\\.name>(.*?)</module\\.name>", ROOT.resolve(module + "/pom.xml"));
            assertThat(names).as(module).hasSize(1);
            assertThat(modulesByName.put(names.getFirst(), module)).as(module).isNull();
            for (String each : packages(module)) {
                assertThat(modulesByPackage.put(each, module)).as(each).isNull();
                assertThat(isBelow(names.getFirst(), each) || isCoresPublicOne(module, each))
                        .as("%s of %s is below its name", each, module)
                        .isTrue();
            }
        }
        assertThat(modulesByName).containsEntry("io.centrifuge.owner", "owner");
    }
}
