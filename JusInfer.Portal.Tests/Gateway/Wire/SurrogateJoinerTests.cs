using System.Text;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Wire;

public sealed class SurrogateJoinerTests
{
    private readonly SurrogateJoiner pairs = new();

    [Theory]
    [InlineData("""{"a":"plain"}""")]
    [InlineData("""{"a":"\u00e9\n\\ud83d \\"}""")]
    [InlineData("""{"a":"\ud83d\ude00","b":"x\uD83D\uDE00y"}""")]
    [InlineData("""{"a":"\u""")]
    [InlineData("[DONE]")]
    public void What_is_whole_is_left_as_it_is(string json) => Mend(json).ShouldBe(json);

    [Fact]
    public void A_letter_of_two_events_comes_with_the_second()
    {
        Mend("""{"c":"a\ud83d"}""").ShouldBe("""{"c":"a"}""");
        Mend("""{"c":"\ude00 b"}""").ShouldBe("""{"c":"\ud83d\ude00 b"}""");
        Mend("""{"c":"\ude00 b"}""").ShouldBe("""{"c":"\ufffd b"}""");
    }

    [Fact]
    public void Events_between_the_halves_change_nothing()
    {
        Mend("""{"c":"\uD83D"}""");
        Mend("""{"ping":"\u00e9"}""").ShouldBe("""{"ping":"\u00e9"}""");
        Mend("""{"ping":"\ud83d\ude01"}""").ShouldBe("""{"ping":"\ud83d\ude01"}""");
        Mend("""{"c":"\uDE00"}""").ShouldBe("""{"c":"\uD83D\uDE00"}""");
    }

    [Fact]
    public void An_event_may_end_one_letter_and_begin_another()
    {
        Mend("""{"c":"\ud83d"}""").ShouldBe("""{"c":""}""");
        Mend("""{"c":"\ude00\ud83d"}""").ShouldBe("""{"c":"\ud83d\ude00"}""");
        Mend("""{"c":"\ude01"}""").ShouldBe("""{"c":"\ud83d\ude01"}""");
    }

    [Fact]
    public void Texts_that_say_the_same_twice_are_both_mended()
    {
        Mend("""{"c":"\ud83d","token":"\ud83d"}""").ShouldBe("""{"c":"","token":""}""");
        Mend("""{"c":"\ude00","token":"\ude00"}""").ShouldBe("""{"c":"\ud83d\ude00","token":"\ud83d\ude00"}""");
    }

    [Theory]
    [InlineData("""{"a":"x\ud83dy"}""", """{"a":"x\ufffdy"}""")]
    [InlineData("""{"a":"x\ude00y"}""", """{"a":"x\ufffdy"}""")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", """{"a":"\ufffd\ud83d\ude00"}""")]
    [InlineData("""{"a":"\ude00\ude00"}""", """{"a":"\ufffd\ufffd"}""")]
    [InlineData("""{"a":"\ud83d\n"}""", """{"a":"\ufffd\n"}""")]
    [InlineData("""{"a":"\\\ud83d"}""", """{"a":"\\"}""")]
    public void A_half_without_its_other_is_none(string json, string mended) => Mend(json).ShouldBe(mended);

    [Fact]
    public void A_quote_in_a_text_does_not_open_it()
    {
        Mend("""{"a":"\ud83d"}""");
        Mend("""{"a":"\"\ude00"}""").ShouldBe("""{"a":"\"\ufffd"}""");
    }

    private string Mend(string json) => Encoding.UTF8.GetString(pairs.Join(Encoding.UTF8.GetBytes(json)));
}
