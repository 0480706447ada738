import { Dropdown, Menu, ToolbarButton } from '@grafana/ui';

import { PREVIEW_USERS, previewUser, USER_COOKIE } from '../../previewUsers';

/** Who one is in the preview: the plugin proxy signs for this user. */
export function UserMenu() {
  const user = previewUser(document.cookie);
  const menu = (
    <Menu ariaLabel="Users of the preview">
      {PREVIEW_USERS.map(({ login, name }) => (
        <Menu.Item key={login} label={name} active={login === user.login} onClick={() => become(login)} />
      ))}
    </Menu>
  );
  return (
    <Dropdown overlay={menu} placement="bottom-end">
      <ToolbarButton icon="user" iconOnly narrow tooltip={`You are: ${user.name}. Choose another user`} />
    </Dropdown>
  );
}

function become(login: string): void {
  document.cookie = `${USER_COOKIE}=${login}; path=/; SameSite=Strict`;
  window.location.reload();
}
