package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.centrifuge.KeyHash;
import io.centrifuge.LeaseTiming;
import io.centrifuge.owner.Owner;
import io.centrifuge.testing.TestManager;
import io.centrifuge.testsupport.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueriesTest {
    private final TestManager manager = TestManager.startInRealTime(LeaseTiming.FAST);
    private final List<Owner> owners = new ArrayList<>();
    private final Launcher launcher =
            new Launcher(Map.of("CENTRIFUGE_MANAGER", manager.address().toString()));

    @AfterEach
    void end() {
        owners.forEach(Owner::close);
        manager.close();
    }

    @Test
    void withoutServices() {
        assertThat(launcher.run("owners").out()).startsWith("no services: no owner has joined");
        assertThat(launcher.run("status").out()).contains("role      leader, term 1");
        BadInputTest.refused(
                4,
                launcher.run("table", "x"),
                "there is no service \"x\": no owner of it has joined, or it was removed; there is"
                        + " none at all now");
        BadInputTest.refused(4, launcher.run("owners", "x"), "there is no service \"x\"");
        BadInputTest.refused(4, launcher.run("drain", "b1"), "no owner \"b1\"", "there is none");
    }

    @Test
    void statusTellsOfServicesAndCounters() throws Exception {
        join("rendezvous", "b1");

        assertThat(launcher.run("status").out()).contains("fast: owner 3 s").contains("rendezvous");
        JsonNode status = json("status", "--json").get("managers").get(0);
        assertThat(status.get("reachable").asBoolean()).isTrue();
        assertThat(status.get("leading").asBoolean()).isTrue();
        assertThat(status.at("/lease_terms/owner_ms").asInt()).isEqualTo(3_000);
        assertThat(status.at("/counters/owner_sessions").asInt()).isEqualTo(1);
        assertThat(status.at("/services/0/service").asText()).isEqualTo("rendezvous");
        assertThat(status.at("/services/0/owners").asInt()).isEqualTo(1);
    }

    @Test
    void statusShowsTheManagersThatAreSilentBesideTheOthers() {
        String both = manager.address() + ",127.0.0.1:1";

        Launcher.Result status = launcher.run("status", "--manager", both);

        assertThat(status.exitCode()).isZero();
        assertThat(status.out()).contains("manager   127.0.0.1:1: connection refused");
    }

    @Test
    void ownersAndTableAndLookupAgree() throws Exception {
        join("rendezvous", "b1");
        String hash = Format.hex(KeyHash.of("ключ/1"));

        JsonNode owner = json("owners", "rendezvous", "--json").at("/services/0/owners/0");
        JsonNode table = json("table", "rendezvous", "--json");
        JsonNode found = json("lookup", "rendezvous", "ключ/1", "--json");

        assertThat(owner.get("owner").asText()).isEqualTo("b1");
        assertThat(owner.get("share").asDouble()).isEqualTo(1);
        assertThat(table.at("/ranges/0/start").asText()).isEqualTo("0000000000000000");
        assertThat(table.get("ranges")
                        .get(table.get("ranges").size() - 1)
                        .get("end")
                        .asText())
                .isEqualTo("10000000000000000");
        assertThat(table.at("/owners/0/incarnation")).isEqualTo(owner.get("incarnation"));
        assertThat(found.get("key_hash").asText()).isEqualTo(hash);
        assertThat(found.get("owner").asText()).isEqualTo("b1");
        assertThat(found.get("address").asText()).isEqualTo("127.0.0.1:8001");
        assertThat(launcher.run("lookup", "rendezvous", "--hash", "0x" + hash).out())
                .contains("owner         b1, incarnation "
                        + owner.get("incarnation").asText());
    }

    @Test
    void aKeyThatNobodyOwnsIsNotFound() throws Exception {
        join("rendezvous", "b1");
        owners.getFirst().close();
        Eventually.that(
                "nobody owns it",
                () -> launcher.run("lookup", "rendezvous", "k").exitCode() == 4);

        Launcher.Result found = launcher.run("lookup", "rendezvous", "k");

        assertThat(found.out()).contains("none: nobody may own it now");
    }

    @Test
    void drainWaitsUntilTheOwnerHoldsNothing() throws Exception {
        join("rendezvous", "b1");
        join("rendezvous", "b2");

        Launcher.Result drained = launcher.run("drain", "b1", "--wait", "--within", "30s");

        assertThat(drained.exitCode()).as(drained.err()).isZero();
        assertThat(drained.out()).contains("owner b1 of service rendezvous is drained");
        assertThat(launcher.run("owners").out()).contains("b1     draining       0    0.0 %");
    }

    @Test
    void undrainTakesADrainBack() throws Exception {
        join("rendezvous", "b1");
        join("rendezvous", "b2");
        assertThat(launcher.run("drain", "b1", "--wait", "--within", "30s").exitCode())
                .isZero();

        assertThat(json("undrain", "b1", "--json").get("was_drained").asBoolean())
                .isTrue();
        assertThat(json("undrain", "b1", "--json").get("was_drained").asBoolean())
                .isFalse();

        Eventually.that("b1 has its share", () -> owners.getFirst().heldRanges() > 0);
        assertThat(launcher.run("owners").out()).contains("b1     active");
        BadInputTest.refused(
                4,
                launcher.run("undrain", "b9"),
                "\"b9\"",
                "its owners are b1, b2",
                "nobody is cordoned");
    }

    @Test
    void whoIsCordonedHasNothingUntilThatIsLifted() throws Exception {
        join("rendezvous", "b1");
        join("rendezvous", "b2");

        assertThat(launcher.run("drain", "--cordon", "b1", "--wait", "--within", "30s")
                        .out())
                .matches("owner b1 of service rendezvous is cordoned: \\d+ ranges moved in \\S+"
                        + " s\\R");
        assertThat(launcher.run("drain", "--cordon", "b9").out())
                .isEqualTo("owner b9 of service rendezvous is cordoned: nobody has this id now%n"
                        .formatted());

        assertThat(launcher.run("owners").out())
                .contains("b1     cordoned       0    0.0 %")
                .contains("owner b9 is cordoned; \"centrifuge undrain b9\" lifts that");
        assertThat(json("status", "--json")
                        .at("/managers/0/services/0/cordoned")
                        .asInt())
                .isOne();
        Eventually.that("told", () -> owners.getFirst().isKeptOut());
        assertThat(json("undrain", "b9", "--json").get("was_cordoned").asBoolean())
                .isTrue();
        assertThat(launcher.run("undrain", "b1").out())
                .isEqualTo("owner b1 of service rendezvous gets its share again%n".formatted());
        Eventually.that("b1 has its share", () -> owners.getFirst().heldRanges() > 0);
        assertThat(owners.getFirst().isKeptOut()).isFalse();
    }

    @Test
    void whoIsCordonedByItsAddressIsLiftedByIt() throws Exception {
        join("rendezvous", "b1");

        JsonNode cordoned = json("drain", "--cordon", "--address", "127.0.0.1", "--json");

        assertThat(cordoned.get("kind").asText()).isEqualTo("host");
        Eventually.that("told", () -> owners.getFirst().isKeptOut());
        assertThat(launcher.run("undrain", "b1").out())
                .contains("neither drained nor cordoned")
                .contains("host 127.0.0.1 is cordoned still");
        assertThat(launcher.run("undrain", "--address", "127.0.0.1").out())
                .contains("host 127.0.0.1 of service rendezvous gets its share again");
        Eventually.that("told", () -> !owners.getFirst().isKeptOut());
        BadInputTest.refused(2, launcher.run("drain", "--cordon"), "an owner's id, or --address");
        BadInputTest.refused(
                2, launcher.run("drain", "--cordon", "--address", "::1"), "such as 10.0.0.7:8080");
        BadInputTest.refused(2, launcher.run("drain"), "name the owner");
    }

    @Test
    void drainOfTheOnlyOwnerSaysThatItStays() throws Exception {
        join("rendezvous", "b1");

        Launcher.Result drained = launcher.run("drain", "b1", "--wait", "--within", "300ms");

        assertThat(drained.exitCode()).isEqualTo(1);
        assertThat(drained.out()).contains("no other owner is active");
        assertThat(drained.err()).contains("still holds ranges after 0.3 s");
    }

    @Test
    void drainAsksForTheServiceWhereTheOwnerIsAmbiguousAndListsTheKnownOnes() throws Exception {
        join("rendezvous", "b1");
        join("sessions", "b1");

        BadInputTest.refused(2, launcher.run("drain", "b1"), "--service", "rendezvous, sessions");
        BadInputTest.refused(
                4, launcher.run("drain", "b9"), "\"b9\"", "b1 in rendezvous; b1 in sessions");
        JsonNode ordered = json("drain", "b1", "--service", "sessions", "--json");
        assertThat(ordered.get("service").asText()).isEqualTo("sessions");
        assertThat(ordered.get("other_active_owners").asBoolean()).isFalse();
    }

    @Test
    void whoCameAndWentIsShownAndLetIn() throws Exception {
        join("rendezvous", "b1");
        join("rendezvous", "b2");
        for (int i = 0; i < 6; i++) { // each supersedes the one before
            start("rendezvous", "b2");
            assertThat(owners.getLast().awaitReady(Duration.ofSeconds(30))).isTrue();
            Owner before = owners.get(owners.size() - 2);
            Eventually.that("superseded", () -> before.state() == Owner.State.SUPERSEDED);
        }
        Eventually.that("told", () -> owners.getLast().isKeptOut());

        assertThat(launcher.run("owners").out())
                .contains("b2     kept out")
                .contains("b2 is kept out until it has been there for 48 s, for 6 short stays of"
                        + " its id; \"centrifuge let-in b2\" lets it in");
        assertThat(json("status", "--json")
                        .at("/managers/0/services/0/kept_out")
                        .asInt())
                .isOne();
        assertThat(launcher.run("let-in", "b2").out())
                .isEqualTo("owner b2 of service rendezvous is let in%n".formatted());
        assertThat(launcher.run("let-in", "b2").out()).contains("was not kept out");
        assertThat(json("status", "--json")
                        .at("/managers/0/services/0/kept_out")
                        .asInt())
                .isZero();
        BadInputTest.refused(4, launcher.run("let-in", "b9"), "no owner \"b9\"");
        Eventually.that("it holds ranges", () -> owners.getLast().heldRanges() > 0);
    }

    @Test
    void whoIsEvictedDropsAllAndIsShown() throws Exception {
        join("rendezvous", "b1");
        join("rendezvous", "b2");
        Owner evicted = owners.getLast();

        assertThat(launcher.run("evict", "b2", "--wait").out().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches("owner b2 of service rendezvous is evicted: \\d+ ranges"
                                        + " taken from it in \\S+ s"),
                        line -> assertThat(line)
                                .isEqualTo("another process may join under this id: \"centrifuge"
                                        + " drain --cordon b2\" keeps it out; \"centrifuge evict"
                                        + " b2 --cordon\" does both"));
        assertThat(evicted.state()).isEqualTo(Owner.State.SUPERSEDED);
        assertThat(evicted.lastError().orElse(""))
                .contains("this process never joins again; one that is started under the id may");
        assertThat(launcher.run("owners").out())
                .contains("b1     active")
                .contains("was evicted at LSN")
                .contains("and never joins again");
        assertThat(json("owners", "--json").at("/services/0/evicted/0/owner").asText())
                .isEqualTo("b2");
        for (String order : List.of("evict", "drain")) {
            BadInputTest.refused(
                    4,
                    launcher.run(order, "b2"),
                    "no owner \"b2\" in service \"rendezvous\"; b2#",
                    "was evicted at LSN",
                    "its owners are b1",
                    "\"centrifuge drain --cordon b2\" keeps out who starts under the id");
        }
        join("rendezvous", "b2");
    }

    @Test
    void whoIsEvictedAndCordonedIsKeptOutUnderTheNextStartToo() throws Exception {
        join("rendezvous", "b1");
        join("rendezvous", "b2");

        assertThat(launcher.run("evict", "b2", "--cordon", "--wait").out().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches("owner b2 of service rendezvous is cordoned and evicted:"
                                        + " \\d+ ranges taken from it in \\S+ s"),
                        line -> assertThat(line)
                                .isEqualTo("\"centrifuge undrain b2\" lifts the cordon"));
        start("rendezvous", "b2");
        Eventually.that("told", () -> owners.getLast().isKeptOut());

        assertThat(owners.getLast().heldRanges()).isZero();
        Launcher.Result again = launcher.run("evict", "b2");
        assertThat(again.out())
                .isEqualTo(
                        "owner b2 of service rendezvous is evicted: it held nothing%n".formatted());
        assertThat(launcher.run("evict", "b1").out())
                .contains("ranges to go to others once it lets go")
                .contains("nobody else is there to take its ranges");
    }

    @Test
    void whatStandsBeforeTheIncarnationIsTheId() throws Exception {
        join("rendezvous", "b1");
        String shown = "b1#"
                + json("owners", "--json")
                        .at("/services/0/owners/0/incarnation")
                        .asText();

        for (String order : List.of("evict", "drain", "undrain", "let-in", "drain --cordon")) {
            BadInputTest.refused(
                    4,
                    launcher.run((order + " " + shown).split(" ", -1)),
                    "the owner's id is what stands before the \"#\": b1");
        }
        BadInputTest.refused(4, launcher.run("drain", "--cordon", "b…1"), "it is cut");
        assertThat(json("owners", "--json").at("/services/0/cordons")).isEmpty();
    }

    @Test
    void whoIsGoneIsCordonedWhereItWas() throws Exception {
        join("rendezvous", "b1");
        join("sessions", "s1");
        launcher.run("evict", "s1");

        BadInputTest.refused(
                2,
                launcher.run("drain", "--cordon", "b9"),
                "say in which service with --service: there are rendezvous, sessions");
        assertThat(launcher.run("drain", "--cordon", "s1").out())
                .isEqualTo("owner s1 of service sessions is cordoned: nobody has this id now%n"
                        .formatted());
        assertThat(launcher.run("undrain", "s1").out())
                .isEqualTo("owner s1 of service sessions gets its share again%n".formatted());
        assertThat(launcher.run("drain", "--cordon", "b1").out())
                .startsWith("owner b1 of service rendezvous is cordoned: ")
                .contains("every owner of service rendezvous is cordoned: who has ranges keeps")
                .contains("stays without an owner");
        BadInputTest.refused(
                4,
                launcher.run("undrain", "b9"),
                "no owner \"b9\", and no cordon of it",
                "the owners are b1 in rendezvous",
                "the cordons are of owner b1 in rendezvous");
    }

    @Test
    void whoIsCordonedIsNotLetInByForgivingIt() throws Exception {
        join("rendezvous", "b1");
        join("rendezvous", "b2");
        launcher.run("drain", "--cordon", "--address", "127.0.0.1:8001");

        assertThat(launcher.run("let-in", "b1").out())
                .contains("was not kept out")
                .contains("address 127.0.0.1:8001 is cordoned, and gets no ranges: \"centrifuge"
                        + " undrain --address 127.0.0.1:8001\" lifts that");
        BadInputTest.refused(
                4,
                launcher.run("undrain", "--address", "host-b"),
                "there is no cordon of host host-b in service \"rendezvous\"",
                "the cordons are of address 127.0.0.1:8001");
        launcher.run("undrain", "--address", "127.0.0.1:8001");
        launcher.run("drain", "--cordon", "b2");
        assertThat(launcher.run("drain", "b1").out()).contains("no other owner is active");
        assertThat(launcher.run("let-in", "b1").out())
                .contains("it is drained", "\"centrifuge undrain b1\"");
    }

    @Test
    void whyAKeyMovedIsRemembered() throws Exception {
        join("rendezvous", "b1");
        join("rendezvous", "b2");
        String key = keyOf("b1");
        launcher.run("drain", "b1", "--wait");

        String history = launcher.run("history", "rendezvous", key).out();
        assertThat(history)
                .containsSubsequence(
                        "b1     granted", "b1     let go, drained; LOSS", "b2     granted");
        assertThat(history.lines()).allMatch(line -> line.length() <= 80);
        assertThat(launcher.run("history", "rendezvous", "--owner", "b1").out())
                .contains("joined", "is to be drained");
        JsonNode last = json("history", "rendezvous", key, "--json").get("changes");
        assertThat(last.get(last.size() - 1).at("/to/owner").asText()).isEqualTo("b2");
        String hash =
                json("lookup", "rendezvous", key, "--json").get("key_hash").asText();
        assertThat(launcher.run("history", "rendezvous", hash, "--hash").out()).isEqualTo(history);
        BadInputTest.refused(2, launcher.run("history", "rendezvous", "a\ufffd"), "--hash");
        BadInputTest.refused(2, launcher.run("history", "rendezvous", "--hash"), "--hash");
        assertThat(launcher.run("history", "rendezvous", "--owner", "b3").out())
                .contains("no owner \"b3\" has joined");
        BadInputTest.refused(2, launcher.run("history", "rendezvous", "k", "--owner", "b1"), "k");
        BadInputTest.refused(4, launcher.run("history", "none"), "no service \"none\"");
    }

    /** However the ranges of several owners alternate. */
    @Test
    void whatOneRecordDoesIsOneLineForEachReason() throws Exception {
        join("rendezvous", "b1");
        join("rendezvous", "b2");
        join("rendezvous", "b3");

        List<String> grants = launcher.run("history", "rendezvous")
                .out()
                .lines()
                .filter(line -> line.contains("granted"))
                .map(line -> line.replaceFirst("\\s\\d+\\s+granted", ""))
                .toList();
        assertThat(grants).isNotEmpty().doesNotHaveDuplicates();
    }

    private String keyOf(String owner) throws Exception {
        for (int i = 0; ; i++) {
            JsonNode found = json("lookup", "rendezvous", "key-" + i, "--json");
            if (found.get("owner").asText().equals(owner)) {
                return "key-" + i;
            }
        }
    }

    @Test
    void aServiceIsRemovedOnceItHasNoOwners() throws Exception {
        join("rendezvous", "b1");
        BadInputTest.refused(
                1,
                launcher.run("service", "remove", "rendezvous"),
                "has owners",
                "stop them",
                "b1#");
        owners.getLast().close();
        long before = json("table", "rendezvous", "--json").get("lsn").asLong();

        assertThat(launcher.run("service", "remove", "rendezvous").out())
                .isEqualTo("service rendezvous is removed%n".formatted());
        for (String command : List.of("owners", "status")) {
            assertThat(launcher.run(command).out())
                    .contains("no services: no owner has joined, or they were removed");
        }
        for (String command : List.of("service remove", "table", "owners")) {
            BadInputTest.refused(
                    4,
                    launcher.run((command + " rendezvous").split(" ", -1)),
                    "no service \"rendezvous\": no owner of it has joined, or it was removed");
        }
        assertThat(launcher.run("history", "rendezvous").out())
                .endsWith("the service was removed%n".formatted());
        join("rendezvous", "b1");
        assertThat(json("table", "rendezvous", "--json").get("lsn").asLong())
                .isGreaterThan(before + 1);
    }

    private JsonNode json(String... arguments) throws Exception {
        Launcher.Result result = launcher.run(arguments);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(1);
        return new JsonMapper().readTree(result.out());
    }

    private void start(String service, String id) {
        Owner owner = Owner.builder()
                .service(service)
                .id(id)
                .address("127.0.0.1:8001")
                .managers(manager.address().toString())
                .build();
        owners.add(owner);
        owner.start();
    }

    private void join(String service, String id) throws Exception {
        start(service, id);
        Eventually.that(id + " is shown to hold something", () -> {
            Launcher.Result shown = launcher.run("table", service, "--json");
            if (shown.exitCode() != 0) {
                return false;
            }
            JsonNode table = new JsonMapper().readTree(shown.out());
            return table.at("/unowned/ranges").asInt() == 0 && holdsSomething(table, id);
        });
    }

    private static boolean holdsSomething(JsonNode table, String id) {
        for (JsonNode owner : table.get("owners")) {
            if (owner.get("owner").asText().equals(id)) {
                return owner.get("ranges").asInt() > 0;
            }
        }
        return false;
    }
}
