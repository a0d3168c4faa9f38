using JusInfer.Portal.Mail;

namespace JusInfer.Portal.Tests.Mail;

public sealed class MailScheduleTests
{
    [Fact]
    public void A_mail_is_tried_less_often_after_each_failure_and_at_least_once_an_hour() =>
        Enumerable.Range(0, 8).Select(static failures => MailSchedule.DelayAfter(failures).TotalSeconds).ShouldBe([10, 30, 90, 270, 810, 2430, 3600, 3600]);

    [Fact]
    public void A_server_is_tried_less_often_after_each_failure_and_at_least_every_five_minutes() =>
        Enumerable.Range(0, 8).Select(static failures => MailSchedule.PauseAfter(failures).TotalSeconds).ShouldBe([5, 10, 20, 40, 80, 160, 300, 300]);
}
