from array import array

import numpy as np

from engine.training.language import Automaton, built, most_telling, spellings

WORDS = [b"he", b"she", b"hers", b"is"]


def found(automaton: Automaton, text: bytes) -> list[bytes]:
    state, words = 0, []
    for byte in text:
        state = int(automaton.moves[state, byte])
        if automaton.outputs[state] >= 0:
            words.append(WORDS[automaton.outputs[state]])
    return words


def test_the_automaton_finds_the_longest_word_that_ends_at_each_byte() -> None:
    assert found(built(WORDS), b"ushers, this") == [b"she", b"hers", b"is"]


def test_a_shorter_word_is_found_where_a_longer_one_breaks_off() -> None:
    assert found(built([b"abc", b"b"]), b"ab") == [WORDS[1]]


def test_an_automaton_spells_the_words_that_it_was_built_of() -> None:
    automaton = built(WORDS)
    rows = list(range(len(automaton.outputs)))

    moves = array("L", automaton.moves.ravel().tolist())

    assert spellings(moves, rows, automaton.outputs) == WORDS


def test_what_is_as_common_everywhere_tells_nothing() -> None:
    weights = np.log(np.array([[0.5, 0.5], [0.9, 0.1], [0.6, 0.4]], dtype=np.float32))

    assert most_telling([b"a", b"b", b"c"], weights, 2) == [1, 2]


def test_capitals_figures_and_other_scripts_are_left_out() -> None:
    weights = np.log(np.array([[0.9, 0.1]] * 5, dtype=np.float32))
    spelled = [b"A", b"a1", "я".encode(), "ñ".encode(), b"a"]

    assert most_telling(spelled, weights, 2) == [3, 4]
