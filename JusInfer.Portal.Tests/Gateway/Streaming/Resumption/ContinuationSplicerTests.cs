using System.Text;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming.Resumption;

namespace JusInfer.Portal.Tests.Gateway.Streaming.Resumption;

/// <summary>What a client has put together after a cut is what it would have got without one.</summary>
public sealed class ContinuationSplicerTests
{
    private const string Answer =
        "The loader reads “config.json” line by line — twice, in fact.\n\nFirst it looks for \"name\", then for the ports; ha ha ha ha ha ha ha ha ha ha ha ha ha ha! " +
        "Then comes code:\n```cs\nfor (var i = 0; i < 10; i++)\n{\n    Console.WriteLine(i);\n}\n```\nüber alles 😀😀😀 and so on, until nothing is left to say about it. The end.";

    /// <summary>How models go on when they are asked to repeat the end: what was delivered, what is left.</summary>
    private static readonly Dictionary<string, Func<string, string, string>> Manners = new()
    {
        ["repeats the anchor"] = static (delivered, rest) => ContinuationPrompt.AnchorOf(delivered) + rest,
        ["repeats more than the anchor"] = static (delivered, rest) => delivered[Math.Max(0, delivered.Length - 90)..] + rest,
        ["repeats the anchor after an ellipsis"] = static (delivered, rest) => "..." + ContinuationPrompt.AnchorOf(delivered) + rest,
        ["begins the answer anew"] = static (delivered, rest) => delivered + rest,
        ["begins the answer anew behind an empty line"] = static (delivered, rest) => $"\n\n{delivered}{rest}",
        ["begins the answer anew behind an ellipsis"] = static (delivered, rest) => $"...{delivered}{rest}",
    };

    /// <summary>The same without words that repeat themselves: where those end, none can tell from less than all of them.</summary>
    private static readonly string Prose = Answer.Replace("; ha ha ha ha ha ha ha ha ha ha ha ha ha ha!", ", and then for all the rest.");

    /// <summary>How models put marks and words around what they were asked for, where there is enough of it: what was delivered, what is left.</summary>
    private static readonly Dictionary<string, Func<string, string, string>> Wrappings = new()
    {
        ["in ticks"] = static (delivered, rest) => $"`{ContinuationPrompt.AnchorOf(delivered)}`{rest}",
        ["in single marks"] = static (delivered, rest) => $"'{ContinuationPrompt.AnchorOf(delivered)}'{rest}",
        ["in bold"] = static (delivered, rest) => $"**{ContinuationPrompt.AnchorOf(delivered)}**{rest}",
        ["in corner brackets"] = static (delivered, rest) => $"「{ContinuationPrompt.AnchorOf(delivered)}」{rest}",
        ["all of it in a fence"] = static (delivered, rest) => $"```\n{ContinuationPrompt.AnchorOf(delivered)}{rest}\n```",
        ["all of it in a fence with a language"] = static (delivered, rest) => $"```json\n{ContinuationPrompt.AnchorOf(delivered)}{rest}\n```\n",
        ["escaped"] = static (delivered, rest) => ContinuationPrompt.AnchorOf(delivered).Replace("\"", "\\\"") + rest,
        ["from the quotation mark before it"] = static (delivered, rest) => delivered[Math.Max(0, delivered.LastIndexOf('"', delivered.Length - 50))..] + rest,
        ["behind one word"] = static (delivered, rest) => $"Sure! {ContinuationPrompt.AnchorOf(delivered)}{rest}",
        ["behind a word and a colon"] = static (delivered, rest) => $"Continuing: {ContinuationPrompt.AnchorOf(delivered)}{rest}",
        ["behind a line"] = static (delivered, rest) => $"Here is the rest:\n{ContinuationPrompt.AnchorOf(delivered)}{rest}",
        ["behind an apology"] = static (delivered, rest) => $"Apologies for the interruption.\n\n{ContinuationPrompt.AnchorOf(delivered)}{rest}",
        ["behind words in Chinese"] = static (delivered, rest) => $"好的，继续：\n\n{ContinuationPrompt.AnchorOf(delivered)}{rest}",
        ["behind a heading"] = static (delivered, rest) => $"**Continuation:**\n\n{ContinuationPrompt.AnchorOf(delivered)}{rest}",
        ["behind thoughts"] = static (delivered, rest) => $"<think>\nWhere was I? \"{delivered[^20..]}\"\n</think>\n\n{ContinuationPrompt.AnchorOf(delivered)}{rest}",
        ["anew in a fence"] = static (delivered, rest) => $"```\n{delivered}{rest}\n```",
        ["anew behind words"] = static (delivered, rest) => $"Here is the complete answer:\n\n{delivered}{rest}",
        ["with its first letter in upper case"] = static (delivered, rest) => Changed(delivered, 0, char.ToUpperInvariant(ContinuationPrompt.AnchorOf(delivered)[0]).ToString()) + rest,
        ["with another letter in the middle"] = static (delivered, rest) => Changed(delivered, 20, "ø") + rest,
    };

    public static TheoryData<string> Wrapped => [.. Wrappings.Keys];

    public static TheoryData<string> Named => [.. Manners.Keys];

    [Theory]
    [MemberData(nameof(Named))]
    public void Cut_anywhere_the_text_is_whole_however_the_model_goes_on(string manner)
    {
        var random = new Random(7);
        for (var cut = 1; cut < Answer.Length; cut++)
        {
            if (char.IsLowSurrogate(Answer[cut])) continue;
            var (delivered, rest) = (Answer[..cut], Answer[cut..]);

            var joined = delivered + Joined(delivered, Manners[manner](delivered, rest), random);

            joined.ShouldBe(Answer, $"cut at {cut}");
        }
    }

    [Theory]
    [MemberData(nameof(Wrapped))]
    public void Whatever_stands_around_a_repetition_is_not_shown(string manner)
    {
        for (var cut = 120; cut < Prose.Length - 1; cut++)
        {
            if (char.IsLowSurrogate(Prose[cut])) continue;
            var (delivered, rest) = (Prose[..cut], Prose[cut..]);

            // Then the fence may be the answer's own, said again.
            if (delivered.EndsWith($"```\n{ContinuationPrompt.AnchorOf(delivered)}", StringComparison.Ordinal)) continue;

            (delivered + Joined(delivered, Wrappings[manner](delivered, rest))).ShouldBe(Prose, $"cut at {cut}");
        }
    }

    [Theory]
    [InlineData("son went away, and no one saw him again.")]
    [InlineData("dau, as she was called, went away for good.")]
    public void A_repetition_that_ends_in_other_words_goes_astray(string otherwise)
    {
        const string delivered = "It was in the year of the great flood that the miller's daugh";
        var seam = new ContinuationSplicer(delivered);

        (seam.Take(ContinuationPrompt.AnchorOf(delivered).Replace("daugh", "") + otherwise) + seam.Finish()).ShouldBeEmpty();

        seam.HasDiverged.ShouldBeTrue();
    }

    [Fact]
    public void A_new_beginning_in_other_letters_goes_astray()
    {
        var delivered = "**Yes**, there are three ways to do it. " + string.Concat(Enumerable.Range(0, 20).Select(static i => $"Sentence {i} has some length. "));
        var seam = new ContinuationSplicer(delivered);

        (seam.Take(delivered.Replace("**", "") + "And so on.") + seam.Finish()).ShouldBeEmpty();

        seam.HasDiverged.ShouldBeTrue();
    }

    [Theory]
    [InlineData("\n\n## Heading")]
    [InlineData("...## Heading")]
    [InlineData("\"## Heading")]
    public void Signs_that_the_answer_begins_with_stay(string continuation) => Joined("#", continuation).ShouldBe("# Heading");

    [Fact]
    public void A_mark_that_closes_what_the_answer_itself_opened_stays()
    {
        const string delivered = "Then comes code, and there is quite some of it to be seen:\n```cs\nfor (var i = 0; i < 10; i++) Console";

        Joined(delivered, $"```cs\n{ContinuationPrompt.AnchorOf(delivered)}.WriteLine(i);\n```").ShouldBe(".WriteLine(i);\n```");
    }

    [Fact]
    public void A_model_that_only_thinks_has_said_nothing_new()
    {
        var seam = new ContinuationSplicer("The quick brown fox lives on the far side of the pond, where it sits");

        (seam.Take("<think>\nWhere does it sit?") + seam.Finish()).ShouldBeEmpty();

        seam.EndedShort.ShouldBeTrue();
    }

    [Fact]
    public void White_space_that_is_all_there_was_is_not_said_twice() => Joined("\n\n", "\n\nHello there.").ShouldBe("Hello there.");

    [Fact]
    public void A_repetition_with_other_spaces_and_quotes_is_known()
    {
        const string delivered = "He said: “we shall see”\n\n   and then – without a word – he left the";

        Joined(delivered, "\"we shall see\" and then - without a word - he left the house.").ShouldBe(" house.");
    }

    [Fact]
    public void A_repetition_in_quotation_marks_loses_both_of_them() =>
        Joined("one two three four five six seven eight nine ten", "\"ree four five six seven eight nine ten\" eleven").ShouldBe(" eleven");

    [Fact]
    public void The_closing_mark_may_stand_behind_the_space_at_the_end() =>
        Joined("one two three four five six seven eight nine ten ", "\"ree four five six seven eight nine ten \"eleven").ShouldBe("eleven");

    [Fact]
    public void Words_about_the_repetition_are_not_shown() =>
        Joined("one two three four five six seven eight nine ten", "Sure, here is how it goes on:\n\nthree four five six seven eight nine ten eleven").ShouldBe(" eleven");

    [Fact]
    public void A_word_that_was_cut_goes_on_in_its_middle() =>
        Joined("It is the whole implementa", "It is the whole implementation of it.").ShouldBe("tion of it.");

    [Fact]
    public void A_model_that_simply_goes_on_is_taken_as_it_is() =>
        Joined("The quick brown fox jumps over the lazy dog and", " then it sleeps. " + new string('z', 300)).ShouldStartWith(" then it sleeps. zz");

    [Fact]
    public void A_short_exact_overlap_is_not_repeated() =>
        Joined("The quick brown fox jumps over the lazy dog", "lazy dog, and sleeps.").ShouldBe(", and sleeps.");

    [Fact]
    public void A_new_beginning_that_says_something_else_goes_astray()
    {
        var delivered = string.Concat(Enumerable.Range(0, 20).Select(static i => $"Sentence {i} has some length. "));
        var seam = new ContinuationSplicer(delivered);

        var text = seam.Take(delivered[..100]) + seam.Take("And now for something completely different. " + new string('x', 300));

        text.ShouldBeEmpty();
        seam.HasDiverged.ShouldBeTrue();
    }

    [Fact]
    public void A_new_beginning_that_ends_too_soon_goes_astray()
    {
        var delivered = string.Concat(Enumerable.Range(0, 60).Select(static i => $"Sentence {i}. "));
        var seam = new ContinuationSplicer(delivered);

        (seam.Take(delivered[..300]) + seam.Finish()).ShouldBeEmpty();

        seam.HasDiverged.ShouldBeTrue();
    }

    /// <summary>Lines that stand there several times, as code and settings have them.</summary>
    public static TheoryData<string> Repetitive =>
    [
        """
        def run(mode, value):
            if mode == "add":
                result = compute(value, 10)
                log.info("done %s", result)
                return result
            elif mode == "mul":
                result = compute(value, 10)
                log.info("done %s", result)
                return result
            elif mode == "div":
                result = compute(value, 10)
                log.info("done %s", result)
                return result
            raise ValueError(mode)
        """,
        """
        services:
          web:
            image: app:1
            ports: ["80"]
            environment:
              LEVEL: info
              REGION: eu
          api:
            image: app:2
            ports: ["81"]
            environment:
              LEVEL: info
              REGION: eu
        """,
    ];

    [Theory]
    [MemberData(nameof(Repetitive))]
    public void Equal_lines_further_on_are_no_repetition(string answer)
    {
        for (var cut = 45; cut < answer.Length - 1; cut++)
        {
            var (delivered, rest) = (answer[..cut], answer[cut..]);
            foreach (var repeated in new[] { "", ContinuationPrompt.AnchorOf(delivered), ContinuationPrompt.AnchorOf(delivered).Trim(), $"\"{ContinuationPrompt.AnchorOf(delivered)}\"" })
            {
                (delivered + Joined(delivered, repeated + rest)).ShouldBe(answer, $"cut at {cut}, repeated <{repeated}>");
            }
        }
    }

    [Fact]
    public void A_line_of_code_that_ends_with_a_colon_announces_nothing() =>
        Joined("first:\n    result = compute(value, 10)\n    return result\n", "second:\n    result = compute(value, 10)\n    return result\n").ShouldStartWith("second:");

    [Fact]
    public void What_it_says_again_from_the_middle_on_is_not_repeated()
    {
        var delivered = string.Concat(Enumerable.Range(0, 60).Select(static i => $"Sentence {i} has some length. "));

        Joined(delivered, delivered[700..] + "And this is new.").ShouldBe("And this is new.");
    }

    [Fact]
    public void What_only_resembles_an_earlier_part_is_new()
    {
        var row = string.Concat(Enumerable.Range(0, 30).Select(static i => $"cell {i} | "));
        var rest = row + "other end\n";

        Joined($"A table:\n{row}\nIt went on for many a line.\n", rest).ShouldBe(rest);
    }

    [Theory]
    [InlineData("on the far side of")]
    [InlineData("far side of the pond")]
    [InlineData("\"on the far")]
    [InlineData("")]
    public void What_ends_within_the_repetition_has_said_nothing_new(string continuation)
    {
        var seam = new ContinuationSplicer("The quick brown fox lives on the far side of the pond, where it sits");

        (seam.Take(continuation) + seam.Finish()).ShouldBeEmpty();

        seam.EndedShort.ShouldBeTrue();
    }

    [Fact]
    public void White_space_alone_is_no_overlap() =>
        Joined("const x = {\n    first: 1,\n       ", "       second: 2,\n").ShouldBe("       second: 2,\n");

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void A_model_that_did_not_see_its_open_turn_and_begins_anew_is_cut_to_the_rest(int size)
    {
        var seam = ContinuationSplicer.Of(Answer[..126], Answer[..126])!;

        var text = string.Concat(Answer.Chunk(size).Select(piece => seam.Take(new string(piece)))) + seam.Finish();

        (Answer[..126] + text).ShouldBe(Answer);
    }

    [Theory]
    [InlineData("he came back in the spring, as she had known he would")]
    [InlineData("She waited until he came back in the spring, as she had known he would")]
    public void An_open_turn_whose_end_is_said_again_is_gone_on_with_once(string again)
    {
        const string answer = "It was a long winter. She waited until he came back in the spring, as she had known he would";
        var seam = ContinuationSplicer.Of(answer, answer)!;

        (seam.Take(again[..9]) + seam.Take(again[9..]) + seam.Take(", and they ") + seam.Take("laughed.") + seam.Finish()).ShouldBe(", and they laughed.");
    }

    [Fact]
    public void An_open_turn_begun_anew_behind_an_empty_line_is_cut_to_the_rest()
    {
        var seam = ContinuationSplicer.Of(Answer[..126], Answer[..126])!;

        (Answer[..126] + seam.Take("\n\n" + Answer) + seam.Finish()).ShouldBe(Answer);
    }

    [Fact]
    public void Equal_rows_of_an_open_turn_are_all_there()
    {
        var rows = string.Concat(Enumerable.Repeat("- nothing to be done here, said he\n", 3));
        var delivered = $"What is left:\n{rows}";
        var seam = ContinuationSplicer.Of(delivered, delivered)!;

        (seam.Take(rows) + seam.Finish()).ShouldBe(rows);
    }

    [Fact]
    public void Rows_that_begin_alike_are_no_beginning_anew_in_an_open_turn()
    {
        const string first = "{\"type\":\"record\",\"kind\":\"user\",\"id\":1}\n";
        const string second = "{\"type\":\"record\",\"kind\":\"user\",\"id\":2}\n";
        var seam = ContinuationSplicer.Of(first, first)!;

        (seam.Take(second) + seam.Finish()).ShouldBe(second);
    }

    [Fact]
    public void An_anchor_begins_with_a_word()
    {
        ContinuationPrompt.AnchorOf("Something long before it.\n            return the_first_result(of_it, and_more)").ShouldStartWith("return the_first");
        ContinuationPrompt.AnchorOf("It went on and on, until somebody asked whether it would ever end").ShouldStartWith("somebody asked");
    }

    [Fact]
    public void An_anchor_is_whole_letters()
    {
        var text = new string('a', 10) + "😀" + new string('b', ContinuationPrompt.AnchorLength - 1);

        ContinuationPrompt.AnchorOf(text).ShouldStartWith("😀");
    }

    private static string Changed(string delivered, int at, string letter)
    {
        var anchor = ContinuationPrompt.AnchorOf(delivered);
        return anchor[..at] + letter + anchor[(at + 1)..];
    }

    private static string Joined(string delivered, string continuation, Random? random = null)
    {
        var seam = new ContinuationSplicer(delivered);
        var text = new StringBuilder();
        for (var at = 0; at < continuation.Length;)
        {
            var length = Math.Min(random?.Next(1, 30) ?? 7, continuation.Length - at);
            text.Append(seam.Take(continuation.Substring(at, length)));
            at += length;
        }

        text.Append(seam.Finish());
        seam.HasDiverged.ShouldBeFalse();
        return text.ToString();
    }
}
