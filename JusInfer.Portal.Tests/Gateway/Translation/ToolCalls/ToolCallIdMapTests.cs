using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Tests.Gateway.Translation.ToolCalls;

public sealed class ToolCallIdMapTests
{
    [Fact]
    public void A_call_and_its_result_agree()
    {
        var ids = new ToolCallIdMap(ToolCallIdRule.Mistral);

        var call = ids.ForCall("call_from_openai", "read");

        call.Length.ShouldBe(9);
        ids.ForResult("call_from_openai").ShouldBe(call);
    }

    [Theory]
    [InlineData(ToolCallIdRule.Anthropic)]
    [InlineData(ToolCallIdRule.OpenAiResponses)]
    internal void Calls_with_the_same_id_in_several_turns_get_different_ids(ToolCallIdRule rule)
    {
        var ids = new ToolCallIdMap(rule);

        string[] calls = [ids.ForCall("call_0", "read"), ids.ForResult("call_0"), ids.ForCall("call_0", "write"), ids.ForResult("call_0"), ids.ForCall("call_0", "read"), ids.ForResult("call_0")];

        calls.Distinct().Count().ShouldBe(3);
        (calls[0], calls[2], calls[4]).ShouldBe((calls[1], calls[3], calls[5]));
        calls[0].ShouldBe("call_0");
    }

    [Theory]
    [InlineData(ToolCallIdRule.Anthropic)]
    [InlineData(ToolCallIdRule.OpenAiResponses)]
    internal void Results_of_calls_under_one_id_in_one_turn_belong_to_them_in_order(ToolCallIdRule rule)
    {
        var ids = new ToolCallIdMap(rule);

        string[] calls = [ids.ForCall("c", "f"), ids.ForCall("c", "g")];
        string[] results = [ids.ForResult("c"), ids.ForResult("c"), ids.ForResult("c")];
        var next = ids.ForCall("c", "f");

        calls.ShouldBeUnique();
        results.ShouldBe([calls[0], calls[1], calls[1]]);
        ids.ForResult("c").ShouldBe(next);
    }

    [Fact]
    public void A_call_without_a_result_does_not_get_the_result_of_a_later_call()
    {
        var ids = new ToolCallIdMap(ToolCallIdRule.Anthropic);
        string[] first = [ids.ForCall("c", "f"), ids.ForCall("c", "g")];
        ids.ForResult("c").ShouldBe(first[0]);

        var next = ids.ForCall("c", "f");

        ids.ForResult("c").ShouldBe(next);
    }

    [Fact]
    public void Kimi_receives_its_own_ids_unchanged_and_other_ids_in_its_format()
    {
        var ids = new ToolCallIdMap(ToolCallIdRule.Kimi);

        ids.ForCall("functions.Bash:0", "Bash").ShouldBe("functions.Bash:0");
        ids.ForCall("toolu_01", "Read").ShouldBe("functions.Read:1");
        ids.ForResult("toolu_01").ShouldBe("functions.Read:1");
        ids.ForResult("functions.Bash:0").ShouldBe("functions.Bash:0");
    }

    [Fact]
    public void A_result_without_its_call_gets_an_id_that_fits() =>
        ToolCallIds.Fits(new ToolCallIdMap(ToolCallIdRule.Anthropic).ForResult("functions.Bash:0"), ToolCallIdRule.Anthropic).ShouldBeTrue();
}
