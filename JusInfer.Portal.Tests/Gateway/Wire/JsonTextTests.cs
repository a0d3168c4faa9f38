using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Wire;

/// <summary>A text is as long as its letters, however it is escaped.</summary>
public sealed class JsonTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("a \"quote\", a \\ and\r\n\ta line \u0001")]
    [InlineData("中文 Ünïcode \U0001F600 and µ")]
    [InlineData("{\"path\":\"C:\\\\new\\\\u0041\"}")]
    public void Its_length_is_that_of_its_letters(string text)
    {
        Span<string> forms = [JsonSerializer.Serialize(text), Encoding.UTF8.GetString(JsonText.Of(text).Quoted), AllUnits(text)];
        foreach (var form in forms) JsonText.LengthOf(Encoding.UTF8.GetBytes(form[1..^1])).ShouldBe(Encoding.UTF8.GetByteCount(text), form);
    }

    [Theory]
    [InlineData("\\", 1)]
    [InlineData("a\\u00", 4)]
    [InlineData("\\uzzzz", 1)]
    public void What_is_no_escape_has_a_length_too(string escaped, int length) => JsonText.LengthOf(Encoding.UTF8.GetBytes(escaped)).ShouldBe(length);

    private static string AllUnits(string text) => $"\"{string.Concat(text.Select(static unit => $"\\u{(int)unit:x4}"))}\"";
}
