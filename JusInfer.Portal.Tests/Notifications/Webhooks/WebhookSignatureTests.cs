using JusInfer.Portal.Notifications.Webhooks;

namespace JusInfer.Portal.Tests.Notifications.Webhooks;

public sealed class WebhookSignatureTests
{
    /// <summary>The example of the reference libraries.</summary>
    [Fact]
    public void The_signature_is_that_of_the_specification() =>
        WebhookSignature.Of(new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}")
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Fact]
    public void Every_secret_is_another_one_of_32_bytes()
    {
        var (one, other) = (WebhookSignature.NewSecret().Reveal(), WebhookSignature.NewSecret().Reveal());

        one.ShouldNotBe(other);
        one.ShouldStartWith("whsec_");
        Convert.FromBase64String(one["whsec_".Length..]).Length.ShouldBe(32);
    }
}
