using System.Text;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Wire;

public sealed class Base64TextTests
{
    [Theory]
    [InlineData("AAAA", "AAAA", false)]
    [InlineData("+/8=", "+/8=", false)]
    [InlineData("+/8", "+/8=", true)]
    [InlineData("-_8=", "+/8=", true)]
    [InlineData("-_8", "+/8=", true)]
    [InlineData("-w", "+w==", true)]
    [InlineData("+_8=", "+/8=", true)]
    [InlineData("AA==", "AA==", false)]
    [InlineData("AA=", "AA==", true)]
    [InlineData("AAAA=", "AAAA", true)]
    [InlineData(" AA AA\t", "AAAA", true)]
    [InlineData("AAAA\\r\\nBBBB\\n", "AAAABBBB", true)]
    [InlineData("AAAA\\u000aBBBB", "AAAABBBB", true)]
    [InlineData("\\/9j\\/", "/9j/", false)]
    [InlineData("\\u002B\\u002f8\\u003D", "+/8=", false)]
    [InlineData("\\u005f8A\\u002D", "/8A+", true)]
    public void Every_form_becomes_the_standard_one(string escaped, string standard, bool isChanged)
    {
        var given = Encoding.UTF8.GetBytes(escaped);
        var output = new byte[given.Length + Base64Text.MaxPadding];

        var length = Base64Text.Convert(given, output, out var changed);

        Encoding.UTF8.GetString(output.AsSpan(0, Math.Max(length, 0))).ShouldBe(standard);
        changed.ShouldBe(isChanged);
        Base64Text.Convert(given, output: [], out _).ShouldBe(length, "a check without an output has the same result");
        Base64Text.IsStandard(given).ShouldBe(escaped == standard);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("A", 1)]
    [InlineData("AAAAA", 5)]
    [InlineData("=", 1)]
    [InlineData("====", 4)]
    [InlineData("A===", 4)]
    [InlineData("AA=A", 3)]
    [InlineData("AAA!", 3)]
    [InlineData("AA%2B", 2)]
    [InlineData("AAé", 2)]
    [InlineData("AA\\\\A", 2)]
    [InlineData("AA\\\"A", 2)]
    [InlineData("AA\\bA", 2)]
    [InlineData("AA\\u00e9", 2)]
    [InlineData("AA\\ud83d\\ude00", 2)]
    public void The_place_of_what_is_not_base64_is_found(string escaped, int at)
    {
        var given = Encoding.UTF8.GetBytes(escaped);

        Base64Text.Convert(given, new byte[given.Length + Base64Text.MaxPadding], out _).ShouldBe(~at);
        Base64Text.IsStandard(given).ShouldBeFalse();
    }
}
