using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

internal enum Obstacle { None, HopsSpent }

internal static class Obstacles
{
    public static Obstacle Of(Call call) => call.Controls.MayResume ? Obstacle.None : Obstacle.HopsSpent;

    public static string WordOf(Obstacle obstacle) => obstacle.ToString();
}
