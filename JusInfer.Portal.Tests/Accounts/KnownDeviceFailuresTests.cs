using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace JusInfer.Portal.Tests.Accounts;

public sealed class KnownDeviceFailuresTests
{
    private readonly ManualTime time = new();
    private readonly UserId ada = UserId.New(DateTimeOffset.UnixEpoch);
    private readonly UserId bob = UserId.New(DateTimeOffset.UnixEpoch);
    private readonly KnownDeviceFailures failures;

    public KnownDeviceFailuresTests() => failures = new KnownDeviceFailures(Options.Create(new IdentityOptions()), time);

    [Fact]
    public void The_fifth_failure_locks_the_devices_of_this_account_for_five_minutes()
    {
        Fail(4);
        failures.AreTooMany(ada).ShouldBeFalse();
        Fail(1);
        (failures.AreTooMany(ada), failures.AreTooMany(bob)).ShouldBe((true, false));

        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        failures.AreTooMany(ada).ShouldBeTrue();
        time.Advance(TimeSpan.FromTicks(1));
        failures.AreTooMany(ada).ShouldBeFalse();
        Fail(4);
        failures.AreTooMany(ada).ShouldBeFalse("they count from the beginning");
    }

    [Fact]
    public void A_sign_in_forgets_the_failures()
    {
        Fail(5);

        failures.Forget(ada);

        failures.AreTooMany(ada).ShouldBeFalse();
    }

    private void Fail(int times)
    {
        for (var count = 0; count < times; count++) failures.Add(ada);
    }
}
