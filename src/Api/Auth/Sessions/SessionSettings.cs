using System.ComponentModel.DataAnnotations;

namespace Grainwatch.Api.Auth.Sessions;

/// <summary>How long one stays signed in to the page. Section <c>Grainwatch:Sessions</c>.</summary>
public sealed class SessionSettings
{
    /// <summary>Days after which one signs in again. Default 30. A token that is removed or expires ends its sessions at once.</summary>
    [Range(1, 400)]
    public int Days { get; set; } = 30;

    /// <summary>Minutes for which a sign-in link that was not used is good. Default 60.</summary>
    [Range(1, 1440)]
    public int LinkMinutes { get; set; } = 60;

    public TimeSpan Lifetime => TimeSpan.FromDays(Days);

    public TimeSpan LinkLifetime => TimeSpan.FromMinutes(LinkMinutes);
}
