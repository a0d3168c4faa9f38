using System.Text;
using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;

namespace JusInfer.Portal.Tests.Accounts;

public sealed class SigningKeyRingTests : IDisposable
{
    private readonly ManualTime time = new();
    private readonly InMemorySigningKeyStore store = new();
    private readonly EphemeralDataProtectionProvider protection = new();
    private readonly List<SigningKeyRing> rings = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_token_creates_the_first_key()
    {
        var key = await Node().CurrentAsync(Token);
        store.Keys.ShouldHaveSingleItem().Id.ShouldBe(key.KeyId);
    }

    [Fact]
    public async Task The_private_key_is_stored_encrypted()
    {
        var key = await Node().CurrentAsync(Token);
        var clear = key.ECDsa.ExportParameters(includePrivateParameters: true).D!;
        Encoding.Latin1.GetString(store.Keys[0].Pkcs8).ShouldNotContain(Encoding.Latin1.GetString(clear));
    }

    [Fact]
    public async Task All_nodes_sign_with_the_same_key()
    {
        var (one, two) = (Node(), Node());
        var key = await one.CurrentAsync(Token);
        (await two.FindAsync(key.KeyId, Token)).ShouldNotBeNull();
        (await two.CurrentAsync(Token)).KeyId.ShouldBe(key.KeyId);
    }

    [Fact]
    public async Task After_thirty_days_another_key_signs_and_the_old_one_validates_until_its_last_token_expires()
    {
        var node = Node();
        var old = await node.CurrentAsync(Token);
        time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        (await node.CurrentAsync(Token)).KeyId.ShouldBe(old.KeyId);

        time.Advance(TimeSpan.FromSeconds(1));
        (await node.CurrentAsync(Token)).KeyId.ShouldNotBe(old.KeyId);
        time.Advance(AccessTokens.Lifetime);
        (await node.FindAsync(old.KeyId, Token)).ShouldNotBeNull();

        time.Advance(TimeSpan.FromHours(2));
        (await node.FindAsync(old.KeyId, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Rotation_removes_expired_keys()
    {
        var node = Node();
        await node.CurrentAsync(Token);
        time.Advance(TimeSpan.FromDays(31));
        await node.CurrentAsync(Token);
        store.Keys.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_the_clock_was_ahead_another_key_signs_and_the_earlier_one_validates(bool isReadable)
    {
        time.Advance(TimeSpan.FromDays(365));
        var ahead = await Node().CurrentAsync(Token);
        time.Advance(TimeSpan.FromDays(-365));
        var node = Node(isReadable ? null : new EphemeralDataProtectionProvider());

        var key = await node.CurrentAsync(Token);

        key.KeyId.ShouldNotBe(ahead.KeyId);
        (await node.FindAsync(ahead.KeyId, Token) is not null).ShouldBe(isReadable);
        time.Advance(TimeSpan.FromDays(30));
        (await node.CurrentAsync(Token)).KeyId.ShouldNotBe(key.KeyId);
    }

    [Fact]
    public async Task A_key_that_cannot_be_decrypted_is_replaced()
    {
        await Node().CurrentAsync(Token);
        time.Advance(TimeSpan.FromMinutes(1));
        var node = Node(new EphemeralDataProtectionProvider());
        var key = await node.CurrentAsync(Token);
        store.Keys.Count.ShouldBe(2);
        (await node.FindAsync(key.KeyId, Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Unknown_key_ids_are_not_looked_up_in_the_store_each_time()
    {
        var node = Node();
        await node.CurrentAsync(Token);
        time.Advance(TimeSpan.FromSeconds(6));
        var before = store.Reads;
        for (var i = 0; i < 100; i++) (await node.FindAsync($"unknown {i}", Token)).ShouldBeNull();
        (store.Reads - before).ShouldBe(1);
    }

    public void Dispose() => rings.ForEach(ring => ring.Dispose());

    private SigningKeyRing Node(IDataProtectionProvider? ownKeys = null)
    {
        var ring = new SigningKeyRing(store, ownKeys ?? protection, time, NullLogger<SigningKeyRing>.Instance);
        rings.Add(ring);
        return ring;
    }
}
