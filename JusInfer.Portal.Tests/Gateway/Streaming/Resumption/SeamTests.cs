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
