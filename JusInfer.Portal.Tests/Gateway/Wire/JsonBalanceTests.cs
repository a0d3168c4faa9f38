using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Wire;

public sealed class JsonBalanceTests
{
    [Theory]
    [InlineData("""{}""")]
    [InlineData("""[{},[],"]"]""")]
    [InlineData("""{"a":{"b":[1,{"c":"}"}]}}""")]
    [InlineData("""{"a":"\"}\\","b":"{[","c":"\\\\","d":"\u007d\n","é😀":"\/"}""")]
    public void A_value_is_complete_exactly_at_its_last_bracket(string json)
    {
        foreach (var encoder in (JavaScriptEncoder[])[JavaScriptEncoder.Default, JavaScriptEncoder.UnsafeRelaxedJsonEscaping])
        {
            var escaped = JsonEncodedText.Encode(json, encoder).EncodedUtf8Bytes;
            for (var cut = 0; cut < escaped.Length; cut++)
            {
                var balance = default(JsonBalance);
                balance.Add(escaped[..cut]);
                balance.IsComplete.ShouldBeFalse(Encoding.UTF8.GetString(escaped[..cut]));
                balance.Add(escaped[cut..]);
                balance.IsComplete.ShouldBeTrue();
            }
        }
    }
}
