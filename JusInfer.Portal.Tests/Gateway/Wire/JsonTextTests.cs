using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Wire;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("a \"quote\", a \\ and\r\n\ta line \u0001")]
    [InlineData("中文 Ünïcode \U0001F600 and µ")]
    [InlineData("{\"path\":\"C:\\\\new\\\\u0041\"}")]
    public void The_length_of_a_text_is_independent_of_its_escaping(string text)
    {
        Span<string> forms = [JsonSerializer.Serialize(text), Encoding.UTF8.GetString(JsonText.From(text).Quoted), AllUnits(text)];
        foreach (var form in forms) JsonText.Utf8Length(Encoding.UTF8.GetBytes(form[1..^1])).ShouldBe(Encoding.UTF8.GetByteCount(text), form);
    }

    [Theory]
    [InlineData("\\", 1)]
    [InlineData("a\\u00", 4)]
    [InlineData("\\uzzzz", 1)]
    public void Invalid_escapes_have_a_length(string escaped, int length) => JsonText.Utf8Length(Encoding.UTF8.GetBytes(escaped)).ShouldBe(length);

    private static string AllUnits(string text) => $"\"{string.Concat(text.Select(static unit => $"\\u{(int)unit:x4}"))}\"";
}
