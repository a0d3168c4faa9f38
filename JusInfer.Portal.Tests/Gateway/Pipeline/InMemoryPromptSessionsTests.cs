using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Pipeline.Sessions;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Tests.Routing.Sessions;

namespace JusInfer.Portal.Tests.Gateway.Pipeline;

public sealed class InMemoryPromptSessionsTests
{
    private static readonly PromptSession State = PromptSession.StartAt(new TargetKey("m", "p"), TaskDomain.Other);

    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly TeamId team = TeamId.New(Noon);
    private readonly InMemoryPromptSessions states = new();

    [Fact]
    public void Two_teams_with_the_same_session_name_share_nothing()
    {
        var key = KeyId.New(Noon);
        states.Update(PromptSessionId.Create(team, key, "run", 1), Outline(1), _ => State);

        states.Find(PromptSessionId.Create(TeamId.New(Noon), key, "run", 1), Outline(1)).ShouldBeNull();
        states.Find(PromptSessionId.Create(team, KeyId.New(Noon), "run", 1), Outline(1)).ShouldBe(State);
    }

    [Fact]
    public void Sessions_without_a_name_are_those_of_a_key_with_the_same_beginning()
    {
        var key = KeyId.New(Noon);
        states.Update(PromptSessionId.Create(team, key, null, 1), Outline(1), _ => State);

        states.Find(PromptSessionId.Create(team, key, null, 1), Outline(1)).ShouldBe(State);
        states.Find(PromptSessionId.Create(team, key, null, 2), Outline(2)).ShouldBeNull();
        states.Find(PromptSessionId.Create(team, KeyId.New(Noon), null, 1), Outline(1)).ShouldBeNull();
    }

    [Fact]
    public void An_agent_and_its_subagent_have_conversations_of_their_own_under_one_name()
    {
        var id = PromptSessionId.Create(team, default, "run", 0);
        var (agent, subagent) = (State with { LastPromptTokens = 1 }, State with { LastPromptTokens = 2 });
        states.Update(id, Outline(1), _ => agent);
        states.Update(id, Outline(2), before =>
        {
            before.ShouldBeNull();
            return subagent;
        });

        states.Find(id, Outline(1, hasTurn: true)).ShouldBe(agent);
        states.Find(id, Outline(2, hasTurn: true)).ShouldBe(subagent);
        states.Find(id, Outline(3, hasTurn: true)).ShouldBe(subagent, "a changed beginning continues the last conversation");
        states.Find(id, Outline(3)).ShouldBeNull();
    }

    [Fact]
    public void The_repeated_answers_of_a_run_are_counted_apart_from_its_conversations_and_from_other_teams()
    {
        var run = PromptSessionId.Create(team, default, "run", 0);
        states.CountEscalation(run);
        states.Update(run, Outline(1), _ => State);
        states.CountEscalation(run);

        states.EscalationsOf(run).ShouldBe(2);
        states.Find(run, Outline(1)).ShouldBe(State);
        states.EscalationsOf(PromptSessionId.Create(team, default, "other", 0)).ShouldBe(0);
        states.EscalationsOf(PromptSessionId.Create(TeamId.New(Noon), default, "run", 0)).ShouldBe(0);
    }

    [Fact]
    public void Runs_of_which_only_repeated_answers_are_known_are_bounded_too()
    {
        var bounded = new InMemoryPromptSessions(maxBytes: 100_000);
        for (var i = 0; i < 2_000; i++) bounded.CountEscalation(PromptSessionId.Create(team, default, $"run {i}", 0));

        Enumerable.Range(0, 2_000).Count(i => bounded.EscalationsOf(PromptSessionId.Create(team, default, $"run {i}", 0)) > 0).ShouldBeInRange(1, 110);
    }

    [Fact]
    public void The_memory_is_bounded_and_sessions_in_use_are_kept()
    {
        var bounded = new InMemoryPromptSessions(maxBytes: 100_000);
        var used = PromptSessionId.Create(team, default, "used", 0);
        for (var i = 0; i < 2_000; i++)
        {
            bounded.Update(used, Outline(1), _ => State);
            bounded.Update(PromptSessionId.Create(team, default, $"run {i}", 0), Outline(1), _ => State);
        }

        bounded.Find(used, Outline(1)).ShouldNotBeNull();
        Enumerable.Range(0, 2_000).Count(i => bounded.Find(PromptSessionId.Create(team, default, $"run {i}", 0), Outline(1)) is not null).ShouldBeInRange(1, 110);
    }

    private static PromptOutline Outline(ulong root, bool hasTurn = false) => new() { Prefix = Prompts.Of("text"), Root = root, HasTurn = hasTurn };
}
