using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>Sign up, mint a key, make a call, see its cost.</summary>
public sealed class FirstFiveMinutes : Journey
{
    [Fact, Trait("Promise", "P-28")]
    public async Task A_new_user_signs_up_mints_a_key_makes_a_call_and_sees_its_cost()
    {
        var ada = await OpenVisitorAsync();
        await ada.Landing.OpenAsync();
        await ada.Landing.CreateTeam.ClickAsync();
        await ada.Login.FillSignUpAsync(Person.New());
        await ada.Login.CreateTeam.ClickAsync();

        await Expect(ada.Overview.Steps).ToBeVisibleAsync();
        var key = await ada.Keys.MintAndCloseAsync("Ada's laptop");
        await ada.Layout.Tab("Keys").ClickAsync();
        await Expect(ada.Keys.Row("Ada's laptop")).ToContainTextAsync("Never used");

        (await AgentWith(key).CallAsync()).ShouldStartWith("[simulated]");
        var (text, updates) = await AgentWith(key).StreamAsync();
        text.ShouldStartWith("[simulated]");
        updates.ShouldBeGreaterThan(3);

        await ada.Layout.Tab("Usage").ClickAsync();
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("2");
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("2");
        await Expect(ada.Usage.Total("Spend")).Not.ToHaveTextAsync("$0");
        await ada.Usage.GroupByAsync("Key");
        await Expect(ada.Usage.ByKey("Ada's laptop")).ToContainTextAsync("$0.0");
    }
}
