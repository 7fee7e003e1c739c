package io.centrifuge.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "eu-west 1/rack#7", "Größe", "名前", "\ud83d\ude00", "?"})
    void accepted(String name) {
        assertThat(Names.require("name", name)).isSameAs(name);
    }

    @Test
    void empty() {
        assertRefused("", "name is empty: give it at least one character");
    }

    @Test
    void lengthIsInBytes() {
        assertThat(Names.require("name", "x".repeat(200))).hasSize(200);
        assertThat(Names.require("name", "é".repeat(100))).hasSize(100);
        assertRefused(
                "x".repeat(201),
                "name is 201 bytes long: at most 200 bytes of UTF-8 are allowed "
                        + "(it begins \"xxxxxxxxxxxxxxxxxxxx\")");
        assertRefused(
                "é".repeat(101),
                "name is 202 bytes long: at most 200 bytes of UTF-8 are allowed "
                        + "(it begins \"éééééééééééééééééééé\")");
    }

    @Test
    void whiteSpaceAtAnEnd() {
        assertRefused(" a", "name \" a\" begins or ends with white space: remove it");
        assertRefused("a\u2003", "name \"a\u2003\" begins or ends with white space: remove it");
        assertRefused("a\n", "name \"a?\" begins or ends with white space: remove it");
        assertRefused(" ", "name \" \" begins or ends with white space: remove it");
    }

    @Test
    void controlCharacters() {
        assertRefused(
                "a\u0000b",
                "name \"a?b\" has the character U+0000: "
                        + "control characters and unpaired surrogates are not allowed");
        assertRefused(
                "a\u0085b",
                "name \"a?b\" has the character U+0085: "
                        + "control characters and unpaired surrogates are not allowed");
    }

    @ParameterizedTest
    @ValueSource(chars = {'\ud800', '\udbff', '\udc00', '\udfff'})
    void unpairedSurrogates(char surrogate) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.require("name", "a" + surrogate + "b"))
                .withMessageContaining("has the character U+%04X: ", (int) surrogate);
    }

    private static void assertRefused(String name, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.require("name", name))
                .withMessage(message);
    }
}
