using System.Text;
using JusInfer.Portal.Gateway.Streaming.Resumption;

namespace JusInfer.Portal.Tests.Gateway.Streaming.Resumption;

/// <summary>What a client has put together after a cut is what it would have got without one.</summary>
public sealed class SeamTests
{
    private const string Answer =
        "The loader reads “config.json” line by line — twice, in fact.\n\nFirst it looks for \"name\", then for the ports; ha ha ha ha ha ha ha ha ha ha ha ha ha ha! " +
        "Then comes code:\n```cs\nfor (var i = 0; i < 10; i++)\n{\n    Console.WriteLine(i);\n}\n```\nüber alles 😀😀😀 and so on, until nothing is left to say about it. The end.";

    /// <summary>How models go on when they are asked to repeat the end: what was delivered, what is left.</summary>
    private static readonly Dictionary<string, Func<string, string, string>> Manners = new()
    {
        ["repeats the anchor"] = static (delivered, rest) => Seam.AnchorOf(delivered) + rest,
        ["repeats more than the anchor"] = static (delivered, rest) => delivered[Math.Max(0, delivered.Length - 90)..] + rest,
        ["repeats the anchor after an ellipsis"] = static (delivered, rest) => "..." + Seam.AnchorOf(delivered) + rest,
        ["begins the answer anew"] = static (delivered, rest) => delivered + rest,
    };

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
        var seam = new Seam(delivered);

        var text = seam.Take(delivered[..100]) + seam.Take("And now for something completely different. " + new string('x', 300));

        text.ShouldBeEmpty();
        seam.IsAstray.ShouldBeTrue();
    }

    [Fact]
    public void A_new_beginning_that_ends_too_soon_goes_astray()
    {
        var delivered = string.Concat(Enumerable.Range(0, 60).Select(static i => $"Sentence {i}. "));
        var seam = new Seam(delivered);

        (seam.Take(delivered[..300]) + seam.Finish()).ShouldBeEmpty();

        seam.IsAstray.ShouldBeTrue();
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
            foreach (var repeated in new[] { "", Seam.AnchorOf(delivered), Seam.AnchorOf(delivered).Trim(), $"\"{Seam.AnchorOf(delivered)}\"" })
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
        var seam = new Seam("The quick brown fox lives on the far side of the pond, where it sits");

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
        var seam = Seam.Of(Answer[..126], Answer[..126])!;

        var text = string.Concat(Answer.Chunk(size).Select(piece => seam.Take(new string(piece)))) + seam.Finish();

        (Answer[..126] + text).ShouldBe(Answer);
    }

    [Fact]
    public void Rows_that_begin_alike_are_no_beginning_anew_in_an_open_turn()
    {
        const string first = "{\"type\":\"record\",\"kind\":\"user\",\"id\":1}\n";
        const string second = "{\"type\":\"record\",\"kind\":\"user\",\"id\":2}\n";
        var seam = Seam.Of(first, first)!;

        (seam.Take(second) + seam.Finish()).ShouldBe(second);
    }

    [Fact]
    public void An_anchor_begins_with_a_word()
    {
        Seam.AnchorOf("Something long before it.\n            return the_first_result(of_it, and_more)").ShouldStartWith("return the_first");
        Seam.AnchorOf("It went on and on, until somebody asked whether it would ever end").ShouldStartWith("somebody asked");
    }

    [Fact]
    public void An_anchor_is_whole_letters()
    {
        var text = new string('a', 10) + "😀" + new string('b', Seam.AnchorLength - 1);

        Seam.AnchorOf(text).ShouldStartWith("😀");
    }

    private static string Joined(string delivered, string continuation, Random? random = null)
    {
        var seam = new Seam(delivered);
        var text = new StringBuilder();
        for (var at = 0; at < continuation.Length;)
        {
            var length = Math.Min(random?.Next(1, 30) ?? 7, continuation.Length - at);
            text.Append(seam.Take(continuation.Substring(at, length)));
            at += length;
        }

        text.Append(seam.Finish());
        seam.IsAstray.ShouldBeFalse();
        return text.ToString();
    }
}
