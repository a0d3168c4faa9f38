using System.Text;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming.Resumption;

namespace JusInfer.Portal.Tests.Gateway.Streaming.Resumption;

/// <summary>The delivered text and the joined continuation are the answer without the interruption.</summary>
public sealed class ContinuationSplicerTests
{
    private const string Answer =
        "The loader reads “config.json” line by line — twice, in fact.\n\nFirst it looks for \"name\", then for the ports; ha ha ha ha ha ha ha ha ha ha ha ha ha ha! " +
        "Then comes code:\n```cs\nfor (var i = 0; i < 10; i++)\n{\n    Console.WriteLine(i);\n}\n```\nüber alles 😀😀😀 and so on, until nothing is left to say about it. The end.";

    /// <summary>How models continue when they are asked to repeat the end. Arguments: the delivered text and the rest of the answer.</summary>
    private static readonly Dictionary<string, Func<string, string, string>> Styles = new()
    {
        ["repeats the anchor"] = static (delivered, rest) => ContinuationPrompt.AnchorOf(delivered) + rest,
        ["repeats more than the anchor"] = static (delivered, rest) => delivered[Math.Max(0, delivered.Length - 90)..] + rest,
        ["repeats the anchor after an ellipsis"] = static (delivered, rest) => "..." + ContinuationPrompt.AnchorOf(delivered) + rest,
        ["restarts the answer"] = static (delivered, rest) => delivered + rest,
        ["restarts the answer after an empty line"] = static (delivered, rest) => $"\n\n{delivered}{rest}",
        ["restarts the answer after an ellipsis"] = static (delivered, rest) => $"...{delivered}{rest}",
    };

    /// <summary>The answer without repeated words, of which a part cannot be located.</summary>
    private static readonly string Prose = Answer.Replace("; ha ha ha ha ha ha ha ha ha ha ha ha ha ha!", ", and then for all the rest.");

    /// <summary>How models add marks and words to a repetition that is long enough. Arguments: the delivered text and the rest of the answer.</summary>
    private static readonly Dictionary<string, Func<string, string, string>> Wrappings = new()
    {
        ["in backticks"] = static (delivered, rest) => $"`{ContinuationPrompt.AnchorOf(delivered)}`{rest}",
        ["in single quotation marks"] = static (delivered, rest) => $"'{ContinuationPrompt.AnchorOf(delivered)}'{rest}",
        ["in bold"] = static (delivered, rest) => $"**{ContinuationPrompt.AnchorOf(delivered)}**{rest}",
        ["in corner brackets"] = static (delivered, rest) => $"「{ContinuationPrompt.AnchorOf(delivered)}」{rest}",
        ["all in a code fence"] = static (delivered, rest) => $"```\n{ContinuationPrompt.AnchorOf(delivered)}{rest}\n```",
        ["all in a code fence with a language"] = static (delivered, rest) => $"```json\n{ContinuationPrompt.AnchorOf(delivered)}{rest}\n```\n",
        ["escaped"] = static (delivered, rest) => ContinuationPrompt.AnchorOf(delivered).Replace("\"", "\\\"") + rest,
        ["from the quotation mark before it"] = static (delivered, rest) => delivered[Math.Max(0, delivered.LastIndexOf('"', delivered.Length - 50))..] + rest,
        ["after one word"] = static (delivered, rest) => $"Sure! {ContinuationPrompt.AnchorOf(delivered)}{rest}",
        ["after a word and a colon"] = static (delivered, rest) => $"Continuing: {ContinuationPrompt.AnchorOf(delivered)}{rest}",
        ["after a line"] = static (delivered, rest) => $"Here is the rest:\n{ContinuationPrompt.AnchorOf(delivered)}{rest}",
        ["after an apology"] = static (delivered, rest) => $"Apologies for the interruption.\n\n{ContinuationPrompt.AnchorOf(delivered)}{rest}",
        ["after words in Chinese"] = static (delivered, rest) => $"好的，继续：\n\n{ContinuationPrompt.AnchorOf(delivered)}{rest}",
        ["after a heading"] = static (delivered, rest) => $"**Continuation:**\n\n{ContinuationPrompt.AnchorOf(delivered)}{rest}",
        ["after a think block"] = static (delivered, rest) => $"<think>\nWhere was I? \"{delivered[^20..]}\"\n</think>\n\n{ContinuationPrompt.AnchorOf(delivered)}{rest}",
        ["restarted in a code fence"] = static (delivered, rest) => $"```\n{delivered}{rest}\n```",
        ["restarted after an announcement"] = static (delivered, rest) => $"Here is the complete answer:\n\n{delivered}{rest}",
        ["with the first character in upper case"] = static (delivered, rest) => Changed(delivered, 0, char.ToUpperInvariant(ContinuationPrompt.AnchorOf(delivered)[0]).ToString()) + rest,
        ["with a different character in the middle"] = static (delivered, rest) => Changed(delivered, 20, "ø") + rest,
    };

    public static TheoryData<string> WrappingNames => [.. Wrappings.Keys];

    public static TheoryData<string> StyleNames => [.. Styles.Keys];

    [Theory]
    [MemberData(nameof(StyleNames))]
    public void An_answer_interrupted_anywhere_is_joined_whatever_the_model_repeats(string style)
    {
        var random = new Random(7);
        for (var cut = 1; cut < Answer.Length; cut++)
        {
            if (char.IsLowSurrogate(Answer[cut])) continue;
            var (delivered, rest) = (Answer[..cut], Answer[cut..]);

            var joined = delivered + Joined(delivered, Styles[style](delivered, rest), random);

            joined.ShouldBe(Answer, $"cut at {cut}");
        }
    }

    [Theory]
    [MemberData(nameof(WrappingNames))]
    public void Text_around_a_repetition_is_removed(string style)
    {
        for (var cut = 120; cut < Prose.Length - 1; cut++)
        {
            if (char.IsLowSurrogate(Prose[cut])) continue;
            var (delivered, rest) = (Prose[..cut], Prose[cut..]);

            // In this case, the code fence can be the repeated one of the answer.
            if (delivered.EndsWith($"```\n{ContinuationPrompt.AnchorOf(delivered)}", StringComparison.Ordinal)) continue;

            (delivered + Joined(delivered, Wrappings[style](delivered, rest))).ShouldBe(Prose, $"cut at {cut}");
        }
    }

    [Theory]
    [InlineData("son went away, and no one saw him repetition.")]
    [InlineData("dau, as she was called, went away for good.")]
    public void A_repetition_with_a_different_end_diverges(string end)
    {
        const string delivered = "It was in the year of the great flood that the miller's daugh";
        var splicer = new ContinuationSplicer(delivered);

        (splicer.Append(ContinuationPrompt.AnchorOf(delivered).Replace("daugh", "") + end) + splicer.Finish()).ShouldBeEmpty();

        splicer.HasDiverged.ShouldBeTrue();
    }

    [Fact]
    public void A_restart_with_different_characters_diverges()
    {
        var delivered = "**Yes**, there are three ways to do it. " + string.Concat(Enumerable.Range(0, 20).Select(static i => $"Sentence {i} has some length. "));
        var splicer = new ContinuationSplicer(delivered);

        (splicer.Append(delivered.Replace("**", "") + "And so on.") + splicer.Finish()).ShouldBeEmpty();

        splicer.HasDiverged.ShouldBeTrue();
    }

    [Theory]
    [InlineData("\n\n## Heading")]
    [InlineData("...## Heading")]
    [InlineData("\"## Heading")]
    public void Punctuation_at_the_start_of_new_text_is_kept(string continuation) => Joined("#", continuation).ShouldBe("# Heading");

    [Fact]
    public void A_mark_that_closes_one_of_the_delivered_text_is_kept()
    {
        const string delivered = "Then comes code, and there is quite some of it to be seen:\n```cs\nfor (var i = 0; i < 10; i++) Console";

        Joined(delivered, $"```cs\n{ContinuationPrompt.AnchorOf(delivered)}.WriteLine(i);\n```").ShouldBe(".WriteLine(i);\n```");
    }

    [Fact]
    public void A_continuation_of_only_a_think_block_ends_early()
    {
        var splicer = new ContinuationSplicer("The quick brown fox lives on the far side of the pond, where it sits");

        (splicer.Append("<think>\nWhere does it sit?") + splicer.Finish()).ShouldBeEmpty();

        splicer.EndedEarly.ShouldBeTrue();
    }

    [Fact]
    public void Delivered_white_space_is_not_repeated() => Joined("\n\n", "\n\nHello there.").ShouldBe("Hello there.");

    [Fact]
    public void A_repetition_with_different_spaces_and_quotes_is_recognized()
    {
        const string delivered = "He said: “we shall see”\n\n   and then – without a word – he left the";

        Joined(delivered, "\"we shall see\" and then - without a word - he left the house.").ShouldBe(" house.");
    }

    [Fact]
    public void Both_quotation_marks_around_a_repetition_are_removed() =>
        Joined("one two three four five six seven eight nine ten", "\"ree four five six seven eight nine ten\" eleven").ShouldBe(" eleven");

    [Fact]
    public void A_closing_mark_after_trailing_white_space_is_removed() =>
        Joined("one two three four five six seven eight nine ten ", "\"ree four five six seven eight nine ten \"eleven").ShouldBe("eleven");

    [Fact]
    public void An_announcement_before_the_repetition_is_removed() =>
        Joined("one two three four five six seven eight nine ten", "Sure, here is how it goes on:\n\nthree four five six seven eight nine ten eleven").ShouldBe(" eleven");

    [Fact]
    public void An_interrupted_word_is_completed() =>
        Joined("It is the whole implementa", "It is the whole implementation of it.").ShouldBe("tion of it.");

    [Fact]
    public void A_continuation_without_repetition_is_delivered_unchanged() =>
        Joined("The quick brown fox jumps over the lazy dog and", " then it sleeps. " + new string('z', 300)).ShouldStartWith(" then it sleeps. zz");

    [Fact]
    public void A_short_exact_overlap_is_not_repeated() =>
        Joined("The quick brown fox jumps over the lazy dog", "lazy dog, and sleeps.").ShouldBe(", and sleeps.");

    [Fact]
    public void A_restart_with_different_text_diverges()
    {
        var delivered = string.Concat(Enumerable.Range(0, 20).Select(static i => $"Sentence {i} has some length. "));
        var splicer = new ContinuationSplicer(delivered);

        var text = splicer.Append(delivered[..100]) + splicer.Append("And now for something completely different. " + new string('x', 300));

        text.ShouldBeEmpty();
        splicer.HasDiverged.ShouldBeTrue();
    }

    [Fact]
    public void A_restart_that_ends_too_early_diverges()
    {
        var delivered = string.Concat(Enumerable.Range(0, 60).Select(static i => $"Sentence {i}. "));
        var splicer = new ContinuationSplicer(delivered);

        (splicer.Append(delivered[..300]) + splicer.Finish()).ShouldBeEmpty();

        splicer.HasDiverged.ShouldBeTrue();
    }

    /// <summary>Texts with equal lines, as in code and settings.</summary>
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
    public void Equal_lines_of_new_text_are_not_a_repetition(string answer)
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
    public void A_line_of_code_that_ends_with_a_colon_is_not_an_announcement() =>
        Joined("first:\n    result = compute(value, 10)\n    return result\n", "second:\n    result = compute(value, 10)\n    return result\n").ShouldStartWith("second:");

    [Fact]
    public void A_repetition_from_the_middle_is_removed()
    {
        var delivered = string.Concat(Enumerable.Range(0, 60).Select(static i => $"Sentence {i} has some length. "));

        Joined(delivered, delivered[700..] + "And this is new.").ShouldBe("And this is new.");
    }

    [Fact]
    public void Text_that_resembles_an_earlier_part_is_kept()
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
    public void A_continuation_that_ends_within_the_repetition_ends_early(string continuation)
    {
        var splicer = new ContinuationSplicer("The quick brown fox lives on the far side of the pond, where it sits");

        (splicer.Append(continuation) + splicer.Finish()).ShouldBeEmpty();

        splicer.EndedEarly.ShouldBeTrue();
    }

    [Fact]
    public void White_space_alone_does_not_count_as_an_overlap() =>
        Joined("const x = {\n    first: 1,\n       ", "       second: 2,\n").ShouldBe("       second: 2,\n");

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void A_restart_instead_of_continuing_the_prefill_is_reduced_to_the_rest(int size)
    {
        var splicer = ContinuationSplicer.Create(Answer[..126], Answer[..126])!;

        var text = string.Concat(Answer.Chunk(size).Select(fragment => splicer.Append(new string(fragment)))) + splicer.Finish();

        (Answer[..126] + text).ShouldBe(Answer);
    }

    [Theory]
    [InlineData("he came back in the spring, as she had known he would")]
    [InlineData("She waited until he came back in the spring, as she had known he would")]
    public void A_repeated_end_of_a_prefilled_answer_is_removed(string repetition)
    {
        const string answer = "It was a long winter. She waited until he came back in the spring, as she had known he would";
        var splicer = ContinuationSplicer.Create(answer, answer)!;

        (splicer.Append(repetition[..9]) + splicer.Append(repetition[9..]) + splicer.Append(", and they ") + splicer.Append("laughed.") + splicer.Finish()).ShouldBe(", and they laughed.");
    }

    [Fact]
    public void A_restart_of_a_prefilled_answer_after_an_empty_line_is_reduced_to_the_rest()
    {
        var splicer = ContinuationSplicer.Create(Answer[..126], Answer[..126])!;

        (Answer[..126] + splicer.Append("\n\n" + Answer) + splicer.Finish()).ShouldBe(Answer);
    }

    [Fact]
    public void Equal_rows_after_a_prefill_are_kept()
    {
        var rows = string.Concat(Enumerable.Repeat("- nothing to be done here, said he\n", 3));
        var delivered = $"What is left:\n{rows}";
        var splicer = ContinuationSplicer.Create(delivered, delivered)!;

        (splicer.Append(rows) + splicer.Finish()).ShouldBe(rows);
    }

    [Fact]
    public void Rows_that_start_alike_are_not_a_restart_of_a_prefilled_answer()
    {
        const string first = "{\"type\":\"record\",\"kind\":\"user\",\"id\":1}\n";
        const string second = "{\"type\":\"record\",\"kind\":\"user\",\"id\":2}\n";
        var splicer = ContinuationSplicer.Create(first, first)!;

        (splicer.Append(second) + splicer.Finish()).ShouldBe(second);
    }

    [Fact]
    public void An_anchor_starts_with_a_word()
    {
        ContinuationPrompt.AnchorOf("Something long before it.\n            return the_first_result(of_it, and_more)").ShouldStartWith("return the_first");
        ContinuationPrompt.AnchorOf("It went on and on, until somebody asked whether it would ever end").ShouldStartWith("somebody asked");
    }

    [Fact]
    public void An_anchor_does_not_split_a_character()
    {
        var text = new string('a', 10) + "😀" + new string('b', ContinuationPrompt.AnchorLength - 1);

        ContinuationPrompt.AnchorOf(text).ShouldStartWith("😀");
    }

    private static string Changed(string delivered, int at, string character)
    {
        var anchor = ContinuationPrompt.AnchorOf(delivered);
        return anchor[..at] + character + anchor[(at + 1)..];
    }

    private static string Joined(string delivered, string continuation, Random? random = null)
    {
        var splicer = new ContinuationSplicer(delivered);
        var text = new StringBuilder();
        for (var at = 0; at < continuation.Length;)
        {
            var length = Math.Min(random?.Next(1, 30) ?? 7, continuation.Length - at);
            text.Append(splicer.Append(continuation.Substring(at, length)));
            at += length;
        }

        text.Append(splicer.Finish());
        splicer.HasDiverged.ShouldBeFalse();
        return text.ToString();
    }
}
