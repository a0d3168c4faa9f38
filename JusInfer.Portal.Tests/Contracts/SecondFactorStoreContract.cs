using System.Security.Cryptography;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Data.Model.Rows;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class SecondFactorStoreContract(StoreFixture store) : StoreContract(store)
{
    private static readonly byte[] Secret = [1, 2, 3];

    private ISecondFactorStore Factors => Node.Get<ISecondFactorStore>();

    [Fact]
    public async Task A_factor_is_enabled_once_it_is_confirmed_and_until_it_is_removed()
    {
        var user = await AddUserAsync();
        (await Factors.FindAsync(user, Cancellation)).ShouldBeNull();

        (await Factors.AddAsync(New(user), NewCodes(2), Cancellation)).ShouldBeTrue();

        var factor = (await Factors.FindAsync(user, Cancellation)).ShouldNotBeNull();
        (factor.ConfirmedAt, factor.LastStep).ShouldBe((Noon, 7));
        factor.Secret.ShouldBe(Secret);
        (await Factors.IsEnabledAsync(user, Cancellation)).ShouldBeTrue();
        (await Factors.AddAsync(New(user) with { Secret = [9] }, NewCodes(3), Cancellation)).ShouldBeFalse();
        (await Factors.FindAsync(user, Cancellation)).ShouldNotBeNull().Secret.ShouldBe(Secret);
        (await Factors.CountRecoveryCodesAsync(user, Cancellation)).ShouldBe(2);

        await Factors.RemoveAsync(user, Cancellation);
        (await Factors.FindAsync(user, Cancellation)).ShouldBeNull();
        (await Factors.CountRecoveryCodesAsync(user, Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task A_secret_that_an_earlier_version_stored_before_the_first_code_is_replaced()
    {
        var user = await AddUserAsync();
        await using (var context = Node.OpenContext())
        {
            context.Add(new SecondFactorRow { UserId = user.Value, Secret = [9] });
            await context.SaveChangesAsync(Cancellation);
        }

        (await Factors.IsEnabledAsync(user, Cancellation)).ShouldBeFalse();
        (await Factors.AddAsync(New(user), NewCodes(2), Cancellation)).ShouldBeTrue();

        (await Factors.FindAsync(user, Cancellation)).ShouldNotBeNull().Secret.ShouldBe(Secret);
    }

    [Fact]
    public async Task Of_two_set_ups_at_the_same_time_one_succeeds()
    {
        var user = await AddUserAsync();
        await using var other = Store.NewNode();

        ISecondFactorStore[] nodes = [Factors, other.Get<ISecondFactorStore>()];
        var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(
            index => Task.Run(() => nodes[index % 2].AddAsync(New(user), NewCodes(2), Cancellation), Cancellation)));

        added.Count(first => first).ShouldBe(1);
        (await Factors.CountRecoveryCodesAsync(user, Cancellation)).ShouldBe(2);
    }

    [Fact]
    public async Task Of_concurrent_uses_of_a_step_one_succeeds_and_earlier_steps_are_used_up()
    {
        var user = await AddConfirmedAsync();
        await using var other = Store.NewNode();

        var uses = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => Task.Run(
            () => (index % 2 == 0 ? Factors : other.Get<ISecondFactorStore>()).UseStepAsync(user, 10, Cancellation), Cancellation)));

        uses.Count(used => used).ShouldBe(1);
        (await Factors.UseStepAsync(user, 9, Cancellation)).ShouldBeFalse();
        (await Factors.UseStepAsync(user, 11, Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_concurrent_uses_of_a_recovery_code_one_succeeds()
    {
        var codes = NewCodes(3);
        var user = await AddConfirmedAsync(codes);
        await using var other = Store.NewNode();

        var uses = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => Task.Run(
            () => (index % 2 == 0 ? Factors : other.Get<ISecondFactorStore>()).UseRecoveryCodeAsync(user, codes[1], Cancellation), Cancellation)));

        uses.Count(used => used).ShouldBe(1);
        (await Factors.CountRecoveryCodesAsync(user, Cancellation)).ShouldBe(2);
    }

    [Fact]
    public async Task The_recovery_code_of_another_account_is_not_found()
    {
        var codes = NewCodes(1);
        await AddConfirmedAsync(codes);

        (await Factors.UseRecoveryCodeAsync(await AddConfirmedAsync(), codes[0], Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task New_recovery_codes_replace_the_earlier_ones()
    {
        var (earlier, later) = (NewCodes(3), NewCodes(2));
        var user = await AddConfirmedAsync(earlier);

        await Factors.ReplaceRecoveryCodesAsync(user, later, Cancellation);

        (await Factors.CountRecoveryCodesAsync(user, Cancellation)).ShouldBe(2);
        (await Factors.UseRecoveryCodeAsync(user, earlier[0], Cancellation)).ShouldBeFalse();
        (await Factors.UseRecoveryCodeAsync(user, later[0], Cancellation)).ShouldBeTrue();
    }

    private async Task<UserId> AddConfirmedAsync(byte[][]? codes = null)
    {
        var user = await AddUserAsync();
        (await Factors.AddAsync(New(user), codes ?? NewCodes(1), Cancellation)).ShouldBeTrue();
        return user;
    }

    private static SecondFactor New(UserId user) => new(user, Secret, Noon, LastStep: 7);

    private static byte[][] NewCodes(int count) => [.. Enumerable.Range(0, count).Select(_ => RandomNumberGenerator.GetBytes(32))];
}

public sealed class SecondFactorStoreOnSqlite(SqliteStore store) : SecondFactorStoreContract(store), IClassFixture<SqliteStore>;

public sealed class SecondFactorStoreOnPostgres(PostgresStore store) : SecondFactorStoreContract(store), IClassFixture<PostgresStore>;
