using System.Collections.Immutable;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Networks;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Keys;

/// <summary>A team's policy bounds the keys that its members mint and change.</summary>
public sealed class KeyPolicyTests
{
    private static readonly KeyRequest Plain = new() { Name = "agent" };

    private static readonly KeyPolicy Policy = new()
    {
        Models = ["openai/gpt-5", "qwen/qwen3-8b"],
        MaxRequestsPerMinute = 60,
        MaxTokensPerMinute = 1000,
        MaxConcurrency = 4,
        MaxMonthlyCap = NanoUsd.FromUsd(20),
        MaxDays = 30,
        AllowedAddresses = [AddressRange.Parse("10.0.0.0/8"), AddressRange.Parse("2001:db8::/32")],
    };

    private readonly InMemoryKeyStore keys = new();
    private readonly ManualTime time = new();
    private readonly TestTeam team = new();
    private readonly ApiKeyService service;

    public KeyPolicyTests() => service = new ApiKeyService(keys, team.Store, new KeyMinter(keys, time), NoStepUp.Instance, time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>It makes no calls, and with a limit it could mint none that are limited anyway.</summary>
    [Fact]
    public async Task A_key_that_mints_keys_gets_the_expiry_of_the_policy_only()
    {
        SetPolicy(Policy);

        var key = (await service.MintAsync(team["Owner"], Plain with { Scope = KeyScope.KeysMint }, Token)).Value.Key;

        LimitsOf(key).ShouldBe((KeyTerms.DefaultRequestsPerMinute, null, null, null));
        key.ExpiresAt.ShouldBe(time.GetUtcNow().AddDays(30));
    }

    [Theory]
    [InlineData("Owner")]
    [InlineData("Member")]
    public async Task What_a_request_does_not_set_is_the_maximum_of_the_policy(string role)
    {
        SetPolicy(Policy);

        var key = (await service.MintAsync(team[role], Plain, Token)).Value.Key;

        LimitsOf(key).ShouldBe((60, 1000, 4, NanoUsd.FromUsd(20)));
        key.ExpiresAt.ShouldBe(time.GetUtcNow().AddDays(30));
        (key.Terms.Models.IsEmpty, key.Terms.AllowedAddresses.IsEmpty).ShouldBe((true, true));
    }

    [Fact]
    public async Task Each_field_above_the_policy_is_named_also_for_an_owner()
    {
        SetPolicy(Policy);
        var request = Plain with
        {
            Rpm = 61,
            Tpm = 1001,
            Concurrency = 5,
            MonthlyCapUsd = 20.01m,
            ExpiresAt = time.GetUtcNow().AddDays(31),
            Models = ["qwen/qwen3-8b", "anthropic/claude-sonnet-4.5"],
            AllowedAddresses = ["10.1.0.0/16", "0.0.0.0/0", "203.0.113.7"],
        };

        var errors = ErrorsOf((await service.MintAsync(team.Owner, request, Token)).Error);

        errors.Fields.ShouldBe(["allowed_addresses", "concurrency", "expires_at", "models", "monthly_cap_usd", "rpm", "tpm"]);
        errors["rpm"].ShouldBe(["rpm must be at most 60: the team's policy for keys requires it."]);
        errors["allowed_addresses"].Count.ShouldBe(2);
        errors["models"].ShouldHaveSingleItem().ShouldContain("'anthropic/claude-sonnet-4.5' is not one of openai/gpt-5, qwen/qwen3-8b");
        keys.ByHash.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_within_the_policy_is_stored_as_requested()
    {
        SetPolicy(Policy);
        var request = Plain with
        {
            Rpm = 60,
            Tpm = 1,
            Concurrency = 4,
            MonthlyCapUsd = 20m,
            ExpiresAt = time.GetUtcNow().AddDays(30),
            Models = ["QWEN/qwen3-8b"],
            AllowedAddresses = ["10.1.0.0/16", "2001:db8::/32"],
        };

        var key = (await service.MintAsync(team.Owner, request, Token)).Value.Key;

        LimitsOf(key).ShouldBe((60, 1, 4, NanoUsd.FromUsd(20)));
        key.Terms.AllowedAddresses.Length.ShouldBe(2);
    }

    [Fact]
    public async Task An_older_key_stays_as_it_is_and_its_changed_fields_follow_the_policy()
    {
        var key = (await service.MintAsync(team.Owner, Plain with { Rpm = 500 }, Token)).Value.Key;
        SetPolicy(Policy);

        (await service.ChangeAsync(team.Owner, key.Id, version: null, new KeyChange { Name = new("renamed") }, Token)).Value.Terms.RequestsPerMinute.ShouldBe(500);
        ImmutableArray<(KeyChange Change, string Field)> refused =
        [
            (new KeyChange { Rpm = 61 }, "rpm"), (new KeyChange { Rpm = new(null) }, "rpm"), (new KeyChange { Tpm = new(null) }, "tpm"),
            (new KeyChange { Concurrency = new(null) }, "concurrency"), (new KeyChange { MonthlyCapUsd = new(null) }, "monthly_cap_usd"),
            (new KeyChange { ExpiresAt = new(null) }, "expires_at"), (new KeyChange { Models = new(["x/y"]) }, "models"),
            (new KeyChange { AllowedAddresses = new(["11.0.0.1"]) }, "allowed_addresses"),
        ];
        foreach (var (change, field) in refused)
            ErrorsOf((await service.ChangeAsync(team.Owner, key.Id, version: null, change, Token)).Error).Fields.ShouldBe([field]);
    }

    [Fact]
    public async Task A_rotated_key_is_brought_within_the_policy()
    {
        var key = (await service.MintAsync(team.Owner, Plain with { Rpm = 500, Tpm = 10, ExpiresAt = time.GetUtcNow().AddDays(90) }, Token)).Value.Key;
        SetPolicy(Policy);

        var rotated = (await service.RotateAsync(team.Owner, key.Id, version: null, new KeyRotation(), Token)).Value.Key;

        (rotated.Terms.RequestsPerMinute, rotated.Terms.TokensPerMinute, rotated.Terms.Concurrency).ShouldBe((60, 10, 4));
        rotated.ExpiresAt.ShouldBe(time.GetUtcNow().AddDays(30));
    }

    private static (int Requests, int? Tokens, int? Calls, NanoUsd? Cap) LimitsOf(ApiKey key) =>
        (key.Terms.RequestsPerMinute, key.Terms.TokensPerMinute, key.Terms.Concurrency, key.Terms.MonthlyCap);

    private static ValidationErrors ErrorsOf(RequestError? error) => error.ShouldBeOfType<RequestError.Invalid>().Errors;

    private void SetPolicy(KeyPolicy policy)
    {
        team.Store.Teams.Clear();
        team.Store.Teams.Add(team.Team with { KeyPolicy = policy });
    }
}
