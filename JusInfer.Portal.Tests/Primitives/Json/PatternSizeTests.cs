using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Tests.Primitives.Json;

public sealed class PatternSizeTests
{
    [Theory]
    [InlineData("abc", 3)]
    [InlineData(@"^[A-Z]{2}-\d+$", 7)]
    [InlineData(@"[^]\]()]{3}\{2}", 6)]
    [InlineData("(ab){10,20}", 60)]
    [InlineData("(ab){10,}", 30)]
    [InlineData("((a){100}){100}", (((1 + 1) * 100) + 1) * 100)]
    [InlineData("(?i:a{2})", 4)]
    [InlineData("a{x}{,2}", 8)]
    [InlineData(@"\cA{3}", 3)]
    public void A_size_counts_repetitions(string pattern, double size) => PatternSize.Estimate(pattern).ShouldBe(size);

    [Theory]
    [InlineData("(?x)a #)")]
    [InlineData("(?#a{2})")]
    [InlineData("[a-z-[aeiou]]")]
    [InlineData("[[:alpha:]]")]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData(@"a\")]
    public void The_size_of_a_pattern_with_another_syntax_is_unknown(string pattern) => PatternSize.Estimate(pattern).ShouldBeNull();

    [Fact]
    public void The_size_of_nested_quantifiers_does_not_overflow() =>
        PatternSize.Estimate(string.Concat(Enumerable.Repeat("(", 60)) + "a" + string.Concat(Enumerable.Repeat("){99999999999999999999}", 60))).ShouldBe(double.PositiveInfinity);
}
