using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Tests.Keys;

[Trait("Promise", "P-6")]
public sealed class KeyFormatTests
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    [Fact]
    public void A_new_key_is_well_formed()
    {
        for (var i = 0; i < 1_000; i++)
        {
            var key = KeyFormat.Generate().Reveal();
            key.ShouldMatch("^jinf_[0-9A-Za-z]{49}$");
            KeyFormat.IsWellFormed(key).ShouldBeTrue();
        }
    }

    [Fact]
    public void Keys_are_unique()
    {
        var keys = Enumerable.Range(0, 10_000).Select(_ => KeyFormat.Generate().Reveal()).ToHashSet();
        keys.Count.ShouldBe(10_000);
    }

    [Fact]
    public void Every_changed_character_is_detected()
    {
        var key = KeyFormat.Generate().Reveal();
        for (var i = 0; i < key.Length; i++)
        {
            foreach (var letter in Alphabet.Where(letter => letter != key[i]))
                KeyFormat.IsWellFormed(string.Concat(key.AsSpan(0, i), [letter], key.AsSpan(i + 1))).ShouldBeFalse($"character {i} as {letter}");
        }
    }

    [Fact]
    public void Every_swap_of_adjacent_characters_is_detected()
    {
        for (var round = 0; round < 100; round++)
        {
            var key = KeyFormat.Generate().Reveal();
            for (var i = 0; i + 1 < key.Length; i++)
            {
                if (key[i] == key[i + 1]) continue;
                KeyFormat.IsWellFormed(string.Concat(key.AsSpan(0, i), [key[i + 1], key[i]], key.AsSpan(i + 2))).ShouldBeFalse($"swap at {i}");
            }
        }
    }

    [Fact]
    public void Truncated_extended_and_other_texts_are_not_keys()
    {
        var key = KeyFormat.Generate().Reveal();
        string[] others = ["", "jinf_", key[1..], key[..^1], key + "0", " " + key[1..], key.ToUpperInvariant(), "sk-" + key[3..], key[..20] + "é" + key[21..]];
        foreach (var other in others) KeyFormat.IsWellFormed(other).ShouldBeFalse(other.Length.ToString());
    }

    [Fact]
    public void Checking_the_format_allocates_nothing()
    {
        var key = KeyFormat.Generate().Reveal();
        KeyFormat.IsWellFormed(key).ShouldBeTrue();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) KeyFormat.IsWellFormed(key);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void The_display_form_contains_six_characters_of_the_key()
    {
        var key = KeyFormat.Generate().Reveal();
        KeyFormat.Display(key).ShouldBe($"jinf_{key[5..7]}…{key[^4..]}");
    }
}
