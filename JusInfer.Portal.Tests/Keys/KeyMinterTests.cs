using System.Text;
using System.Text.Json;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Keys;

[Trait("Promise", "P-6")]
public sealed class KeyMinterTests
{
    private readonly InMemoryKeyStore store = new();
    private readonly ManualTime time = new();

    [Fact]
    public async Task A_minted_key_is_stored_under_the_hash_of_its_plaintext()
    {
        var minted = await MintAsync();
        store.ByHash[KeyHash.From(minted.Plaintext.Reveal())].ShouldBe(minted.Key);
        minted.Key.CreatedAt.ShouldBe(time.GetUtcNow());
    }

    [Fact]
    public async Task The_plaintext_is_not_passed_to_the_store()
    {
        var minted = await MintAsync();
        var plaintext = minted.Plaintext.Reveal();
        var (hash, key) = store.ByHash.Single();

        var stored = JsonSerializer.Serialize(key) + key + Convert.ToHexString(hash.ToBytes()) + Encoding.Latin1.GetString(hash.ToBytes());
        stored.ShouldNotContain(plaintext);
        stored.ShouldNotContain(plaintext[5..37]);
    }

    [Fact]
    public async Task A_minted_key_is_printed_without_its_plaintext()
    {
        var minted = await MintAsync();
        minted.ToString().ShouldNotContain(minted.Plaintext.Reveal());
        minted.ToString().ShouldContain("***");
    }

    private Task<MintedKey> MintAsync()
    {
        var now = time.GetUtcNow();
        var terms = new NewKey { Name = "agent", Terms = new KeyTerms { RequestsPerMinute = 60 } };
        return new KeyMinter(store, time).MintAsync(TeamId.New(now), MemberId.New(now), terms, TestContext.Current.CancellationToken);
    }
}
