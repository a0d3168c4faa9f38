using System.Text;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Wire;

public sealed class SurrogateJoinerTests
{
    private readonly SurrogateJoiner joiner = new();

    [Theory]
    [InlineData("""{"a":"plain"}""")]
    [InlineData("""{"a":"\u00e9\n\\ud83d \\"}""")]
    [InlineData("""{"a":"\ud83d\ude00","b":"x\uD83D\uDE00y"}""")]
    [InlineData("""{"a":"\u""")]
    [InlineData("[DONE]")]
    public void JSON_without_unpaired_surrogates_is_unchanged(string json) => Join(json).ShouldBe(json);

    [Fact]
    public void A_character_split_between_two_events_is_sent_with_the_second()
    {
        Join("""{"c":"a\ud83d"}""").ShouldBe("""{"c":"a"}""");
        Join("""{"c":"\ude00 b"}""").ShouldBe("""{"c":"\ud83d\ude00 b"}""");
        Join("""{"c":"\ude00 b"}""").ShouldBe("""{"c":"\ufffd b"}""");
    }

    [Fact]
    public void Events_between_the_two_surrogates_do_not_matter()
    {
        Join("""{"c":"\uD83D"}""");
        Join("""{"ping":"\u00e9"}""").ShouldBe("""{"ping":"\u00e9"}""");
        Join("""{"ping":"\ud83d\ude01"}""").ShouldBe("""{"ping":"\ud83d\ude01"}""");
        Join("""{"c":"\uDE00"}""").ShouldBe("""{"c":"\uD83D\uDE00"}""");
    }

    [Fact]
    public void An_event_can_contain_the_end_of_one_character_and_the_start_of_another()
    {
        Join("""{"c":"\ud83d"}""").ShouldBe("""{"c":""}""");
        Join("""{"c":"\ude00\ud83d"}""").ShouldBe("""{"c":"\ud83d\ude00"}""");
        Join("""{"c":"\ude01"}""").ShouldBe("""{"c":"\ud83d\ude01"}""");
    }

    [Fact]
    public void Two_texts_with_the_same_split_character_are_both_joined()
    {
        Join("""{"c":"\ud83d","token":"\ud83d"}""").ShouldBe("""{"c":"","token":""}""");
        Join("""{"c":"\ude00","token":"\ude00"}""").ShouldBe("""{"c":"\ud83d\ude00","token":"\ud83d\ude00"}""");
    }

    [Theory]
    [InlineData("""{"a":"x\ud83dy"}""", """{"a":"x\ufffdy"}""")]
    [InlineData("""{"a":"x\ude00y"}""", """{"a":"x\ufffdy"}""")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", """{"a":"\ufffd\ud83d\ude00"}""")]
    [InlineData("""{"a":"\ude00\ude00"}""", """{"a":"\ufffd\ufffd"}""")]
    [InlineData("""{"a":"\ud83d\n"}""", """{"a":"\ufffd\n"}""")]
    [InlineData("""{"a":"\\\ud83d"}""", """{"a":"\\"}""")]
    public void An_unpaired_surrogate_is_replaced_or_dropped(string json, string joined) => Join(json).ShouldBe(joined);

    [Fact]
    public void An_escaped_quote_does_not_start_a_text()
    {
        Join("""{"a":"\ud83d"}""");
        Join("""{"a":"\"\ude00"}""").ShouldBe("""{"a":"\"\ufffd"}""");
    }

    private string Join(string json) => Encoding.UTF8.GetString(joiner.Join(Encoding.UTF8.GetBytes(json)));
}
