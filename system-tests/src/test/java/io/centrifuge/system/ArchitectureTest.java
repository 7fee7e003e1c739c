package io.centrifuge.system;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the module graph can't check (ARCHITECTURE.md, "Modules"). */
class ArchitectureTest {
    /** Core's, as all below {@code io.centrifuge.core}: what users see of it. */
    private static final String API = "io.centrifuge";

    private static final String WIRE = "io.centrifuge.protocol.v1";
    private static final String STORED = "io.centrifuge.protocol.store.v1";

    /** Where a stub is called or a service is served, the generated types can't be avoided. */
    private static final Set<String> WIRE_SEEN_BY = Set.of(
            "io.centrifuge.benchmarks.fleet.member.Watcher",
            "io.centrifuge.owner.ManagerStream",
            "io.centrifuge.lookup.ManagerConnection",
            "io.centrifuge.manager.AdminService",
            "io.centrifuge.manager.ClientService",
            "io.centrifuge.manager.EncodedAnswer",
            "io.centrifuge.manager.PolicyInterceptor",
            "io.centrifuge.manager.OwnerStream",
            "io.centrifuge.manager.OwnerService",
            "io.centrifuge.manager.LookupService",
            "io.centrifuge.store.ratis.StoreService",
            "io.centrifuge.cli.TableStream");

    /** Processes that end with a status. */
    private static final Set<String> MAY_EXIT = Set.of(
            "io.centrifuge.benchmarks.Arguments",
            "io.centrifuge.benchmarks.Failover",
            "io.centrifuge.cli.Main",
            "io.centrifuge.cli.UntilSignalled",
            "io.centrifuge.demo.EndsWithParent",
            "io.centrifuge.examples.rendezvous.BackEnd");

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // What JMH generates sleeps, and runs where something is measured alone.
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importPackages("io.centrifuge");

    private static void check(ArchRule rule) {
        rule.check(ALL);
    }

    private static DescribedPredicate<JavaClass> named(Set<String> names) {
        return DescribedPredicate.describe(
                "named " + names,
                type -> names.stream()
                        .anyMatch(name -> type.getName().equals(name)
                                || type.getName().startsWith(name + "$")));
    }

    /**
     * A module that is missing here is missing among the dependencies of this one. The rules are
     * shipped to nobody.
     */
    @Test
    void theModulesAreAllHere() throws IOException {
        Set<String> missing = new TreeSet<>();
        Matcher modules = Pattern.compile("<module>(.*?)</module>")
                .matcher(Files.readString(Path.of("..", "pom.xml")));
        while (modules.find()) {
            Path sources = Path.of("..", modules.group(1), "src", "main", "java");
            boolean isShipped = Files.isDirectory(sources) && !modules.group(1).equals("rules");
            if (isShipped && !hasAClassOf(sources)) {
                missing.add(modules.group(1));
            }
        }

        assertThat(missing).isEmpty();
        assertThat(ALL.contain("io.centrifuge.core.Step")).isTrue();
    }

    private static boolean hasAClassOf(Path sources) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.map(file -> sources.relativize(file).toString())
                    .filter(file -> file.endsWith(".java"))
                    .map(file -> file.replace(".java", "").replace(File.separatorChar, '.'))
                    .anyMatch(ALL::contain);
        }
    }

    @Test
    void coreSeesOnlyPlainJavaAndTheHashLibrary() {
        check(classes()
                .that()
                .resideInAnyPackage(API, "io.centrifuge.core..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                API,
                                "io.centrifuge.core..",
                                "java.lang",
                                "java.lang.annotation",
                                "java.lang.invoke",
                                "java.lang.runtime",
                                "java.util",
                                "java.util.function",
                                "java.util.stream",
                                "java.nio.charset",
                                "org.jspecify.annotations",
                                "com.dynatrace.hash4j..")
                        // Parsing alone: a URI connects to nothing.
                        .or(belongToAnyOf(
                                java.time.Duration.class, URI.class, URISyntaxException.class))));
    }

    @Test
    void simulationSeesCoreAlone() {
        check(classes()
                .that()
                .resideInAPackage("io.centrifuge.simulation..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "io.centrifuge.simulation..",
                                API,
                                "io.centrifuge.core..",
                                "java.lang",
                                "java.lang.invoke",
                                "java.lang.runtime",
                                "java.util",
                                "java.util.function",
                                "java.util.stream",
                                "org.jspecify.annotations")
                        .or(belongToAnyOf(java.time.Duration.class))));
    }

    /** The launcher has it, and nothing of JMH. */
    @Test
    void theManagersBenchmarkSeesCoreAndPlainJavaAlone() {
        check(classes()
                .that()
                .resideInAPackage("io.centrifuge.benchmarks.manager..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.centrifuge.benchmarks.manager..",
                        API,
                        "io.centrifuge.core..",
                        "java..",
                        "org.jspecify.annotations")));
    }

    @Test
    void coreAndSimulationHaveNoThreadsClocksOrRandomnessOfTheirOwn() {
        check(noClasses()
                .that()
                .resideInAnyPackage(API, "io.centrifuge.core..", "io.centrifuge.simulation..")
                .should()
                .dependOnClassesThat(belongToAnyOf(Thread.class, Runtime.class))
                .orShould()
                .accessTargetWhere(describe(
                        "it is System's, but for copying arrays",
                        access -> access.getTargetOwner().isEquivalentTo(System.class)
                                && !access.getName().equals("arraycopy")))
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .callConstructor(SplittableRandom.class)
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .callMethod(java.util.Collections.class, "shuffle", List.class));
    }

    /** Their order differs from one process to the next. */
    @Test
    void coreAndSimulationKeepNothingInHashOrder() {
        check(noClasses()
                .that()
                .resideInAnyPackage(API, "io.centrifuge.core..", "io.centrifuge.simulation..")
                .should()
                .dependOnClassesThat(
                        belongToAnyOf(java.util.HashMap.class, java.util.HashSet.class)));
    }

    @Test
    void ownerAndLookupDontSeeEachOther() {
        check(noClasses()
                .that()
                .resideInAPackage("io.centrifuge.owner..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.centrifuge.lookup.."));
        check(noClasses()
                .that()
                .resideInAPackage("io.centrifuge.lookup..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.centrifuge.owner.."));
        check(noClasses()
                .that()
                .resideInAnyPackage("io.centrifuge.owner..", "io.centrifuge.lookup..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.centrifuge.manager..",
                        "io.centrifuge.store..",
                        "io.centrifuge.testing.."));
    }

    /** Nobody who uses the libraries, or a manager in a test, is given a registry by them. */
    @Test
    void onlyTheMetricsSeeMicrometer() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.centrifuge.micrometer..")
                .and(not(named(Set.of(
                        "io.centrifuge.manager.ManagerMetrics",
                        "io.centrifuge.manager.MetricsPage"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer.."));
        check(noClasses()
                .that()
                .resideInAPackage("io.centrifuge.micrometer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.centrifuge.protocol..", "io.centrifuge.manager..", "io.grpc.."));
    }

    @Test
    void onlyTheStoreSeesRatis() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.centrifuge.store.ratis..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.ratis.."));
    }

    @Test
    void generatedTypesStopAtTheCodec() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.centrifuge.protocol.wire..",
                        "io.centrifuge.protocol.client..",
                        WIRE + "..")
                .and(not(named(WIRE_SEEN_BY)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(WIRE + ".."));
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.centrifuge.protocol.stored..", STORED + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(STORED + ".."));
    }

    @Test
    void theListOfThoseWhoSeeTheWireIsNoLongerThanItMustBe() {
        Set<String> seeing = new TreeSet<>();
        for (JavaClass type : ALL) {
            boolean sees = type.getDirectDependenciesFromSelf().stream()
                    .anyMatch(it -> it.getTargetClass().getPackageName().equals(WIRE));
            if (sees && !type.getPackageName().startsWith("io.centrifuge.protocol")) {
                String name = type.getName();
                int nested = name.indexOf('$');
                seeing.add(nested < 0 ? name : name.substring(0, nested));
            }
        }

        assertThat(seeing)
                .containsExactlyInAnyOrderElementsOf(
                        WIRE_SEEN_BY.stream().filter(ALL::contain).toList());
    }

    /** What issues certificates has no place in what users embed. */
    @Test
    void onlyTrialsSeeTheThrowAwayAuthority() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.centrifuge.authority..",
                        "io.centrifuge.benchmarks.fleet..",
                        "io.centrifuge.cli..",
                        "io.centrifuge.demo..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.centrifuge.authority.."));
    }

    @Test
    void nobodySleepsAndOnlyCommandsEndTheProcess() {
        check(noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .orShould()
                .callMethod(java.util.concurrent.TimeUnit.class, "sleep", long.class));
        check(noClasses()
                .that(not(named(MAY_EXIT)))
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class));
    }

    @Test
    void packagesDontSeeEachOtherInCycles() {
        SliceAssignment byPackage = new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return SliceIdentifier.of(type.getPackageName());
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
        check(slices().assignedFrom(byPackage).should().beFreeOfCycles());
    }
}
